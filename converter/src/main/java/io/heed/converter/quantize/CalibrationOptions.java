package io.heed.converter.quantize;

/**
 * How activations are measured. Immutable.
 *
 * @param method from values to a range
 * @param percentile for {@link CalibrationMethod#PERCENTILE}: the share of values inside the range,
 *     in percent, above 50 and up to 100
 */
public record CalibrationOptions(CalibrationMethod method, double percentile) {
  /** Without the rarest values, one in ten thousand: what loses least (RATIONALE.md). */
  public static final CalibrationOptions DEFAULT =
      new CalibrationOptions(CalibrationMethod.PERCENTILE, 99.99);

  /** Checks the percentile. */
  public CalibrationOptions {
    if (!(percentile > 50 && percentile <= 100)) {
      throw new IllegalArgumentException(
          "percentile is " + percentile + "; expected above 50 and up to 100");
    }
  }

  RangeCollector collector() {
    return switch (method) {
      case MIN_MAX -> new MinMaxCollector();
      case PERCENTILE -> new PercentileCollector(percentile);
      case ENTROPY -> new EntropyCollector();
    };
  }
}
