package io.heed.engine;

/**
 * Where the time of an answer went, in nanoseconds. Immutable.
 *
 * @param tokenizeNanos from text to token ids
 * @param queueNanos from admission to the start of the run
 * @param runNanos the run of the model, which the texts of a batch share
 */
public record StageTimes(long tokenizeNanos, long queueNanos, long runNanos) {
  /** No times. */
  public static final StageTimes NONE = new StageTimes(0, 0, 0);

  /** The times of an answer from several runs: sums. */
  StageTimes plus(StageTimes other) {
    return new StageTimes(
        tokenizeNanos + other.tokenizeNanos,
        queueNanos + other.queueNanos,
        runNanos + other.runNanos);
  }
}
