package io.heed.converter.quantize;

import java.util.Locale;

/** How the range of an activation follows from the values that were seen. */
public enum CalibrationMethod {
  /** From the smallest to the largest. */
  MIN_MAX,
  /** Without a share of the values at the far ends. */
  PERCENTILE,
  /** The range whose 128 codes tell most of the distribution; see {@link EntropyCollector}. */
  ENTROPY;

  /** As in a command: {@code min-max}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
