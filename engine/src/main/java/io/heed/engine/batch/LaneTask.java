package io.heed.engine.batch;

/**
 * What a request does with the lane it gets.
 *
 * @param <L> the lane
 * @param <T> the answer
 */
@FunctionalInterface
public interface LaneTask<L, T> {
  /**
   * Runs; blocks until it is done.
   *
   * @param queueNanos the time from admission to now
   */
  T run(L lane, long queueNanos);
}
