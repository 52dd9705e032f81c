package io.heed.bench.load;

import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What became of a request. */
public enum Outcome {
  /** Answered in time. */
  OK,
  /** Turned away, so that others are answered in time. */
  REFUSED,
  /** Answered after its deadline, given up because of it, or not answered by the end. */
  LATE,
  /** Anything else. */
  FAILED;

  static Outcome of(@Nullable Throwable failure, long latencyNanos, long deadlineNanos) {
    if (failure == null) {
      return latencyNanos > deadlineNanos ? LATE : OK;
    }
    Throwable cause = cause(failure);
    if (cause instanceof RejectedExecutionException) {
      return REFUSED;
    }
    return cause instanceof TimeoutException ? LATE : FAILED;
  }

  static Throwable cause(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? cause : failure;
  }
}
