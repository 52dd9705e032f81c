package io.heed.converter.quantize;

import java.util.Map;
import java.util.Optional;

/**
 * Between which numbers the values of a graph lie, as calibration found. Immutable.
 *
 * @param byValue the range of each value that was looked at
 */
public record ActivationRanges(Map<String, Range> byValue) {
  /**
   * A range of numbers, both ends included.
   *
   * @param low at most 0
   * @param high at least 0
   */
  public record Range(float low, float high) {
    /** Widens the range to hold 0, which must be a code of its own. */
    public Range {
      low = Math.min(0, low);
      high = Math.max(0, high);
    }

    /** The larger of both ends without its sign. */
    float largest() {
      return Math.max(-low, high);
    }
  }

  /** Copies the map. */
  public ActivationRanges {
    byValue = Map.copyOf(byValue);
  }

  /** The range of a value, if it was looked at and had one. */
  Optional<Range> of(String value) {
    return Optional.ofNullable(byValue.get(value));
  }
}
