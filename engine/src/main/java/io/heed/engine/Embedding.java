package io.heed.engine;

import java.util.Arrays;

/** A text as a vector. Immutable. Two are equal if their values are, whatever time they took. */
public final class Embedding {
  private final float[] vector;
  private final StageTimes times;

  Embedding(float[] vector, StageTimes times) {
    this.vector = vector;
    this.times = times;
  }

  /** The values; a copy. */
  public float[] vector() {
    return vector.clone();
  }

  /** How many values it has: the hidden size of the model. */
  public int size() {
    return vector.length;
  }

  /**
   * The cosine of the angle between two embeddings, from -1 to 1: how alike the texts are.
   *
   * @return 0 if one of them is all zeros
   * @throws IllegalArgumentException if the other one is of another size
   */
  public double cosine(Embedding other) {
    if (other.vector.length != vector.length) {
      throw new IllegalArgumentException(
          "other: an embedding of size " + other.vector.length + ", expected " + vector.length);
    }
    double product = 0;
    double squares = 0;
    double otherSquares = 0;
    for (int i = 0; i < vector.length; i++) {
      product += (double) vector[i] * other.vector[i];
      squares += (double) vector[i] * vector[i];
      otherSquares += (double) other.vector[i] * other.vector[i];
    }
    return product == 0 ? 0 : product / Math.sqrt(squares * otherSquares);
  }

  /** Where the time went. */
  public StageTimes times() {
    return times;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Embedding that && Arrays.equals(vector, that.vector);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(vector);
  }

  /** The size and the first values. */
  @Override
  public String toString() {
    String first = Arrays.toString(Arrays.copyOf(vector, Math.min(4, vector.length)));
    return "Embedding of " + vector.length + " values, first " + first;
  }
}
