package io.heed.converter.quantize;

import java.util.Optional;

/** From the smallest value to the largest. Confined to one thread. */
final class MinMaxCollector implements RangeCollector {
  private float low = Float.POSITIVE_INFINITY;
  private float high = Float.NEGATIVE_INFINITY;

  @Override
  public void add(float[] values) {
    for (float value : values) {
      if (Float.isFinite(value)) {
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
  }

  @Override
  public Optional<ActivationRanges.Range> range() {
    return low > high ? Optional.empty() : Optional.of(new ActivationRanges.Range(low, high));
  }
}
