package io.heed.engine.metrics;

/**
 * Takes what the engine measures. Thread-safe; called on the threads that classify, so it must be
 * quick and throw nothing. {@link #NONE} drops everything.
 */
public interface EngineMetrics {
  /** Drops everything. */
  EngineMetrics NONE = new EngineMetrics() {};

  /** An engine began to use these metrics; the load can be asked for as long as it runs. */
  default void attached(EngineLoad load) {}

  /** A request ended; the times are 0 for one that did not run. */
  default void finished(Outcome outcome, long queueNanos, long runNanos) {}

  /**
   * The model ran. A run over raw tensors is one row without tokens.
   *
   * @param rows texts in the run
   * @param tokens tokens of the texts
   * @param paddedTokens rows times padded length
   */
  default void ran(int rows, long tokens, long paddedTokens, long runNanos) {}

  /** A text was tokenised. */
  default void tokenized(int tokens, long nanos) {}
}
