package io.heed.bench.report;

import java.util.Arrays;

/**
 * A figure taken once a round: the middle of the rounds, the least and the most. Immutable.
 *
 * @param median the middle value; of an even number, the mean of the two in the middle
 */
public record Spread(double median, double least, double most) {
  /** Of one value or more. */
  public static Spread of(double[] rounds) {
    double[] sorted = rounds.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Spread(median, sorted[0], sorted[sorted.length - 1]);
  }
}
