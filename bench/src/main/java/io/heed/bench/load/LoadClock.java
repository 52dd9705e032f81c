package io.heed.bench.load;

/** Time, and waiting for it. Thread-safe. */
public interface LoadClock {
  /** Nanoseconds from an origin of its own. */
  long nanoTime();

  /** Returns at that moment or soon after; at once if it has passed. */
  void waitUntil(long nanoTime);
}
