package io.heed.converter.quantize;

import java.util.Optional;

/**
 * The range that holds a share of the values; the same number is left out at either end. Exact to a
 * bin of a {@link Histogram}. Confined to one thread.
 */
final class PercentileCollector implements RangeCollector {
  private final Histogram histogram = new Histogram();
  private final double outside;

  PercentileCollector(double percentile) {
    this.outside = (100 - percentile) / 100 / 2;
  }

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
              double low = histogram.quantile(outside);
              double high = histogram.quantile(1 - outside);
              return new ActivationRanges.Range(
                  (float) Math.max(low, ends.low()), (float) Math.min(high, ends.high()));
            });
  }
}
