package io.heed.converter.corpus;

/**
 * The generator SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number
 * generators", OOPSLA 2014), written out so that a seed gives the same corpus split and the same
 * order of batches on every JDK. Confined to one thread.
 */
public final class SplitMix64 {

  private long state;

  /** A generator whose sequence is fixed by the seed. */
  public SplitMix64(long seed) {
    state = seed;
  }

  /** The next 64 random bits. */
  public long nextLong() {
    state += 0x9E3779B97F4A7C15L;
    long z = state;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /**
   * A number from 0 to {@code bound - 1}: the upper bits of bits times bound, whose bias of bound /
   * 2^32 does not matter here.
   */
  public int nextInt(int bound) {
    if (bound < 1) {
      throw new IllegalArgumentException("bound: found " + bound + ", expected 1 or more");
    }
    return (int) (((nextLong() >>> 32) * bound) >>> 32);
  }

  /** Shuffles in place (Fisher and Yates, from the last element down). */
  public void shuffle(int[] values) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = nextInt(i + 1);
      int value = values[i];
      values[i] = values[j];
      values[j] = value;
    }
  }
}
