package io.heed.converter.quantize;

/**
 * How often values lie where, on both sides of 0, in {@value #BINS} bins of equal width a side. A
 * value beyond doubles the width, as often as needed, and neighbours are merged: memory is constant
 * and more than half of the bins of the farther side are in use. Confined to one thread.
 */
final class Histogram {
  /** Bins on each side of 0. */
  static final int BINS = 2048;

  private final long[] negative = new long[BINS];
  private final long[] positive = new long[BINS];
  private final MinMaxCollector ends = new MinMaxCollector();
  private double width; // 0 until a value other than 0 came
  private long count;

  void add(float[] values) {
    ends.add(values);
    float largest = ends.range().map(ActivationRanges.Range::largest).orElse(0f);
    if (width == 0 && largest > 0) {
      width = largest / (double) BINS;
    }
    while (largest > width * BINS) {
      width *= 2;
      merge(negative);
      merge(positive);
    }
    for (float value : values) {
      if (Float.isFinite(value)) {
        count++;
        int bin = width == 0 ? 0 : (int) Math.min(BINS - 1, Math.abs(value) / width);
        (value < 0 ? negative : positive)[bin]++;
      }
    }
  }

  /** How many values came. */
  long count() {
    return count;
  }

  /** The length of a bin. */
  double width() {
    return width;
  }

  /** The smallest and the largest value. */
  RangeCollector ends() {
    return ends;
  }

  /** How many values lie in each bin of absolute values. */
  long[] magnitudes() {
    long[] sums = positive.clone();
    for (int i = 0; i < BINS; i++) {
      sums[i] += negative[i];
    }
    return sums;
  }

  /** The end, away from 0, of the bin that a share of all values reaches from the smallest on. */
  double quantile(double share) {
    double wanted = share * count;
    long seen = 0;
    for (int i = BINS - 1; i >= 0; i--) {
      seen += negative[i];
      if (seen >= wanted && negative[i] > 0) {
        return -(i + 1) * width;
      }
    }
    for (int i = 0; i < BINS; i++) {
      seen += positive[i];
      if (seen >= wanted && positive[i] > 0) {
        return (i + 1) * width;
      }
    }
    return BINS * width;
  }

  private static void merge(long[] bins) {
    for (int i = 0; i < BINS; i++) {
      bins[i] = 2 * i < BINS ? bins[2 * i] + bins[2 * i + 1] : 0;
    }
  }
}
