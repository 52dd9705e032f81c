package io.heed.engine.batch;

/**
 * How long a run takes, by the tokens of earlier ones: a moving average, 0 before the first run.
 * Written by the lanes, read under the queue's lock; a lost update does no harm.
 */
final class RunTimeEstimate {
  private static final double NEWEST_SHARE = 1.0 / 16;

  private volatile double nanosPerToken;

  void add(long tokens, long nanos) {
    double sample = (double) nanos / tokens;
    double before = nanosPerToken;
    nanosPerToken = before == 0 ? sample : before + NEWEST_SHARE * (sample - before);
  }

  long nanos(long tokens) {
    return (long) (nanosPerToken * tokens);
  }
}
