package io.heed.converter.verify;

import java.util.Arrays;

/**
 * How fast a model ran, in rows (texts) a second on one thread; a rough figure, over the rounds of
 * a comparison in which both models took turns.
 *
 * @param median of the rounds
 * @param lowest of the rounds
 * @param highest of the rounds
 */
public record Speed(double median, double lowest, double highest) {
  /** The figures of rounds, at least one. */
  static Speed of(double... rowsPerSecond) {
    double[] sorted = rowsPerSecond.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Speed(median, sorted[0], sorted[sorted.length - 1]);
  }
}
