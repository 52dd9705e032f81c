package io.heed.converter.synthesize;

/**
 * Random weights as BERT begins training with: normal with mean 0 and standard deviation 0.02.
 * Biases are not 0 but random too, and the factors of layer normalisations lie around 1, so that no
 * term of the graph is without effect. Immutable and thread-safe.
 *
 * <p>Every tensor has a stream of its own, SplitMix64 (Steele, Lea and Flood, "Fast splittable
 * pseudorandom number generators", OOPSLA 2014) begun at seed and name: a tensor has the same
 * values whatever else is in the graph, and any value can be had without those before it.
 */
public final class RandomWeights implements WeightSource {
  static final double STANDARD_DEVIATION = 0.02;

  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
  private static final long FNV_OFFSET = 0xCBF29CE484222325L;
  private static final long FNV_PRIME = 0x100000001B3L;

  /** Values at a time, few enough to stay in the nearest cache. */
  private static final int CHUNK = 1_024;

  private static final double UNIT = 0x1p-52;

  private final long seed;

  private RandomWeights(long seed) {
    this.seed = seed;
  }

  /** The weights of a seed. */
  public static RandomWeights of(long seed) {
    return new RandomWeights(seed);
  }

  /** The seed. */
  public long seed() {
    return seed;
  }

  @Override
  public void read(WeightTensor tensor, long first, float[] into, int count) {
    double mean = tensor.isNormFactor() ? 1 : 0;
    long state = streamSeed(tensor.name()) + first * GOLDEN_GAMMA;
    double[] probabilities = new double[Math.min(count, CHUNK)];
    double[] normal = new double[probabilities.length];
    for (int start = 0; start < count; start += CHUNK) {
      int length = Math.min(CHUNK, count - start);
      for (int i = 0; i < length; i++) {
        state += GOLDEN_GAMMA;
        probabilities[i] = ((mix(state) >>> 12) + 0.5) * UNIT;
      }
      NormalQuantile.of(probabilities, normal, length);
      for (int i = 0; i < length; i++) {
        into[start + i] = (float) (mean + STANDARD_DEVIATION * normal[i]);
      }
    }
  }

  /** Seed and name (FNV-1a over its UTF-16), mixed. */
  long streamSeed(String name) {
    long hash = FNV_OFFSET;
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * FNV_PRIME;
    }
    return mix(hash ^ mix(seed + GOLDEN_GAMMA));
  }

  private static long mix(long state) {
    long z = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
