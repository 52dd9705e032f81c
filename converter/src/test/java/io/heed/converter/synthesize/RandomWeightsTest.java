package io.heed.converter.synthesize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RandomWeightsTest {
  private static final int MANY = 1_000_000;

  private static float[] read(long seed, String name, int size) {
    float[] values = new float[size];
    RandomWeights.of(seed).read(WeightTensor.of(name, size), 0, values, size);
    return values;
  }

  /** Computed by a Python program from the definition and statistics.NormalDist().inv_cdf. */
  @Test
  void read_seed42_isWhatPythonComputes() {
    double[] expected = {
      0.004920319328179135,
      -0.02707587200207625,
      -0.035110200409792965,
      0.026370190025441675,
      0.018178313715871287,
      -0.01596407625282992
    };

    float[] found = read(42, "classifier.weight", 6);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], found[i], 1e-8);
    }
  }

  @Test
  void read_stream_isThatOfTheJdksSplittableRandom() {
    SplittableRandom random = new SplittableRandom(RandomWeights.of(7).streamSeed("x"));
    float[] values = read(7, "x", 1_000);

    for (float value : values) {
      double probability = ((random.nextLong() >>> 12) + 0.5) * 0x1p-52;
      assertEquals((float) (0.02 * NormalQuantile.of(probability)), value);
    }
  }

  /** Bounds of five standard errors: a million values have 0.001 and 0.0007 of a deviation. */
  @Test
  void read_manyValues_areNormal() {
    float[] values = read(1, "bert.embeddings.word_embeddings.weight", MANY);
    double sum = 0;
    double squares = 0;
    int within = 0;
    for (float value : values) {
      sum += value;
      squares += (double) value * value;
      within += Math.abs(value) < 0.02 ? 1 : 0;
    }

    assertEquals(0, sum / MANY, 5 * 0.02 / 1_000);
    assertEquals(0.02, Math.sqrt(squares / MANY), 5 * 0.02 * 0.0007);
    assertEquals(0.6827, (double) within / MANY, 5 * 0.0005);
  }

  @Test
  void read_normFactor_liesAroundOne() {
    float[] factors = read(1, "bert.embeddings.LayerNorm.weight", 10_000);
    double mean = 0;
    for (float factor : factors) {
      mean += factor / 10_000;
    }

    assertEquals(1, mean, 5 * 0.02 / 100);
  }

  @Test
  void read_inPieces_isTheSame() {
    float[] whole = read(3, "x", 1_000);
    float[] pieces = new float[1_000];
    float[] piece = new float[37];
    for (int first = 0; first < 1_000; first += 37) {
      int count = Math.min(37, 1_000 - first);
      RandomWeights.of(3).read(WeightTensor.of("x", 1_000), first, piece, count);
      System.arraycopy(piece, 0, pieces, first, count);
    }

    assertArrayEquals(whole, pieces);
  }

  @Test
  void read_otherSeedOrName_isOther() {
    assertFalse(Arrays.equals(read(1, "x", 100), read(2, "x", 100)));
    assertFalse(Arrays.equals(read(1, "x", 100), read(1, "y", 100)));
  }
}
