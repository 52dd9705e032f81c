package io.heed.engine.label;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Closed forms, by hand. */
class EmbeddingHeadTest {
  /** Three tokens of size 2 and one of padding, with values that would show. */
  private static final float[] STATES = {3, 4, -6, 8, 0, -9, 1000, -1000};

  private static final long[] MASK = {1, 1, 1, 0};

  @Test
  void embedding_ofEachPooling_isTheClosedForm() {
    assertArrayEquals(new float[] {3, 4}, of(Pooling.CLS, false));
    assertArrayEquals(new float[] {-1, 1}, of(Pooling.MEAN, false));
    assertArrayEquals(new float[] {3, 8}, of(Pooling.MAX, false));
    assertArrayEquals(new float[] {3, 4, -6, 8, 0, -9}, of(Pooling.NONE, false));
  }

  @Test
  void embedding_normalized_hasLengthOne() {
    float ulp = 6e-8f; // one unit in the last place of a float near 1
    float half = (float) Math.sqrt(0.5);
    assertArrayEquals(new float[] {0.6f, 0.8f}, of(Pooling.CLS, true), ulp);
    assertArrayEquals(new float[] {-half, half}, of(Pooling.MEAN, true), ulp);
    assertArrayEquals(new float[] {0.6f, 0.8f, -0.6f, 0.8f, 0, -1}, of(Pooling.NONE, true), ulp);
  }

  @Test
  void embedding_paddingOnTheLeft_isPassedOver() {
    float[] states = {1000, 1000, 3, 4};
    assertArrayEquals(
        new float[] {3, 4},
        new EmbeddingHead(Pooling.CLS, false).embedding(states, new long[] {0, 1}));
  }

  @ParameterizedTest
  @EnumSource(Pooling.class)
  void embedding_zerosNormalized_areZeros(Pooling pooling) {
    assertArrayEquals(
        new float[3], new EmbeddingHead(pooling, true).embedding(new float[3], new long[] {1}));
  }

  @Test
  void embedding_hugeValues_doNotOverflow() {
    float[] states = {3e38f, 3e38f, 3e38f, 3e38f};
    float[] mean = new EmbeddingHead(Pooling.MEAN, true).embedding(states, new long[] {1, 1});
    assertEquals(Math.sqrt(0.5), mean[0], 1e-7);
  }

  @Test
  void embedding_ofNoTokenOrAnotherShape_isRefused() {
    EmbeddingHead head = new EmbeddingHead(Pooling.MEAN, false);
    assertThrows(IllegalArgumentException.class, () -> head.embedding(new float[0], new long[0]));
    assertThrows(
        IllegalArgumentException.class, () -> head.embedding(new float[4], new long[] {0, 0}));
    assertThrows(
        IllegalArgumentException.class, () -> head.embedding(new float[5], new long[] {1, 1}));
  }

  private static float[] of(Pooling pooling, boolean normalized) {
    return new EmbeddingHead(pooling, normalized).embedding(STATES, MASK);
  }
}
