package io.heed.engine.batch;

/**
 * How much a {@link SoloScheduler} admits at a time, waiting and running together. Immutable.
 *
 * @param maxRequests 1 or more
 * @param maxBytes 1 or more; a single request is admitted to an empty queue whatever its size
 */
public record SoloLimits(int maxRequests, long maxBytes) {
  /** Checks. */
  public SoloLimits {
    BatchLimits.positive("maxRequests", maxRequests);
    if (maxBytes < 1) {
      throw new IllegalArgumentException("maxBytes: " + maxBytes + ", expected 1 or more");
    }
  }
}
