package io.heed.engine.batch;

/**
 * How much may be admitted at a time, waiting and running together. Immutable.
 *
 * @param maxRequests 1 or more
 * @param maxTokens 1 or more; a single text is admitted to an empty queue whatever its length
 */
public record QueueLimits(int maxRequests, long maxTokens) {
  /** Checks. */
  public QueueLimits {
    if (maxRequests < 1) {
      throw new IllegalArgumentException("maxRequests: " + maxRequests + ", expected 1 or more");
    }
    if (maxTokens < 1) {
      throw new IllegalArgumentException("maxTokens: " + maxTokens + ", expected 1 or more");
    }
  }
}
