package io.heed.converter.verify;

/**
 * How many values of an output are no finite numbers.
 *
 * @param nan those that are NaN
 * @param infinite those that are infinite
 */
public record NotFinite(long nan, long infinite) {

  /** Counts them. Confined to one thread. */
  static final class Count {
    private long nan;
    private long infinite;

    void add(float value) {
      if (Float.isNaN(value)) {
        nan++;
      } else if (Float.isInfinite(value)) {
        infinite++;
      }
    }

    NotFinite total() {
      return new NotFinite(nan, infinite);
    }
  }
}
