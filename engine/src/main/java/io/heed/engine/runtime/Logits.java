package io.heed.engine.runtime;

import java.util.Arrays;

/**
 * The raw scores of a run, of shape {@code [rows, labels]}: one row a text, one column a label.
 * Immutable.
 */
public final class Logits {
  private final float[] values;
  private final int labels;

  private Logits(float[] values, int labels) {
    this.values = values;
    this.labels = labels;
  }

  /** Logits over an array in row-major order, which is not copied. */
  public static Logits of(float[] values, int labels) {
    if (labels < 1 || values.length % labels != 0) {
      throw new IllegalArgumentException(
          values.length + " values, expected rows of " + labels + " labels");
    }
    return new Logits(values, labels);
  }

  /** The number of texts. */
  public int rows() {
    return values.length / labels;
  }

  /** A copy of the scores of one text. */
  public float[] row(int row) {
    return Arrays.copyOfRange(values, row * labels, (row + 1) * labels);
  }
}
