package io.heed.converter.verify;

/**
 * The cosine between vectors of the reference and of the candidate.
 *
 * @param vectors how many pairs there were
 * @param mean their mean
 * @param lowest the smallest
 */
public record Cosine(long vectors, double mean, double lowest) {

  /**
   * The cosine of two vectors; 1 where both are zero or bit for bit the same, else 0 where one is
   * zero or holds something that is no number.
   */
  static double of(float[] a, float[] b, int from, int width) {
    double product = 0;
    double squareOfA = 0;
    double squareOfB = 0;
    boolean same = true;
    for (int i = from; i < from + width; i++) {
      product += (double) a[i] * b[i];
      squareOfA += (double) a[i] * a[i];
      squareOfB += (double) b[i] * b[i];
      same &= Float.compare(a[i], b[i]) == 0;
    }
    if (same || (squareOfA == 0 && squareOfB == 0)) {
      return 1;
    }
    double cosine = product / (Math.sqrt(squareOfA) * Math.sqrt(squareOfB));
    return Double.isFinite(cosine) ? Math.max(-1, Math.min(1, cosine)) : 0;
  }

  /** Adds up cosines. Confined to one thread. */
  static final class Sum {
    private long vectors;
    private double sum;
    private double lowest = 1;

    void add(double cosine) {
      vectors++;
      sum += cosine;
      lowest = Math.min(lowest, cosine);
    }

    Cosine total() {
      return new Cosine(vectors, vectors == 0 ? 1 : sum / vectors, lowest);
    }
  }
}
