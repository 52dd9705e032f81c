package io.heed.engine;

import io.heed.engine.batch.Priority;
import java.time.Duration;
import java.util.Optional;

/**
 * What a caller wants of one request. Immutable.
 *
 * @param priority requests of a higher one run first
 * @param deadline how long after the call an answer is of use; a request that cannot keep it is
 *     failed with kind DEADLINE_EXCEEDED, before its run if that can be foreseen
 */
public record RequestOptions(Priority priority, Optional<Duration> deadline) {
  /** Normal priority, no deadline. */
  public static final RequestOptions DEFAULT =
      new RequestOptions(Priority.NORMAL, Optional.empty());

  /** The same with another priority. */
  public RequestOptions withPriority(Priority other) {
    return new RequestOptions(other, deadline);
  }

  /** The same with a deadline, counted from the call. */
  public RequestOptions withDeadline(Duration other) {
    return new RequestOptions(priority, Optional.of(other));
  }
}
