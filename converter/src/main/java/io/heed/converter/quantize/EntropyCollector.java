package io.heed.converter.quantize;

import java.util.Optional;

/**
 * The symmetric range that loses the least of a distribution, by Kullback-Leibler divergence.
 *
 * <p>For each threshold on a {@link Histogram} of absolute values, the distribution up to there,
 * with all beyond put into its last bin, is compared with what 128 levels can tell of it: each
 * level spreads its count evenly over those of its bins that are not empty. The threshold of the
 * smallest divergence wins. After S. Migacz, "8-bit Inference with TensorRT", GPU Technology
 * Conference, 2017. Confined to one thread.
 */
final class EntropyCollector implements RangeCollector {
  private static final int LEVELS = 128;

  /**
   * The count of a bin where the levels say that nothing is: not 0, so that its logarithm is
   * finite.
   */
  private static final double NOTHING = 1e-4;

  private final Histogram histogram = new Histogram();

  @Override
  public void add(float[] values) {
    histogram.add(values);
  }

  @Override
  public Optional<ActivationRanges.Range> range() {
    return histogram
        .ends()
        .range()
        .map(
            ends -> {
              float threshold = (float) (bestLength(histogram.magnitudes()) * histogram.width());
              return new ActivationRanges.Range(
                  Math.max(ends.low(), -threshold), Math.min(ends.high(), threshold));
            });
  }

  /** How many bins to keep. */
  private static int bestLength(long[] bins) {
    int used = bins.length;
    while (used > LEVELS && bins[used - 1] == 0) {
      used--;
    }
    long beyond = 0;
    int best = used;
    double least = Double.POSITIVE_INFINITY;
    for (int length = used; length >= LEVELS; length--) {
      double divergence = divergence(bins, length, beyond);
      if (divergence < least) {
        least = divergence;
        best = length;
      }
      beyond += bins[length - 1];
    }
    return best;
  }

  /**
   * Of the first bins, with those beyond put into the last one, from what the levels tell of the
   * first bins alone. Both are divided by their sums.
   */
  private static double divergence(long[] bins, int length, long beyond) {
    double inside = 0;
    for (int i = 0; i < length; i++) {
      inside += bins[i];
    }
    if (inside == 0) {
      return Double.POSITIVE_INFINITY;
    }
    double all = inside + beyond;
    double divergence = 0;
    for (int level = 0; level < LEVELS; level++) {
      int from = (int) ((long) level * length / LEVELS);
      int to = (int) ((level + 1L) * length / LEVELS);
      long sum = 0;
      int filled = 0;
      for (int i = from; i < to; i++) {
        sum += bins[i];
        filled += bins[i] > 0 ? 1 : 0;
      }
      for (int i = from; i < to; i++) {
        double p = (bins[i] + (i == length - 1 ? beyond : 0)) / all;
        if (p > 0) {
          double told = bins[i] > 0 ? (double) sum / filled : NOTHING;
          divergence += p * Math.log(p / (told / inside));
        }
      }
    }
    return divergence;
  }
}
