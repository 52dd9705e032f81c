package io.heed.engine.batch;

/** Checks of the numbers that bound a batch. Stateless. */
final class BatchLimits {
  private BatchLimits() {}

  static void positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": " + value + ", expected 1 or more");
    }
  }
}
