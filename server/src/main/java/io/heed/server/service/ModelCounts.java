package io.heed.server.service;

import io.heed.server.error.Status;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What became of the requests to one version of a model since the server started (Triton's
 * statistics extension). Immutable.
 *
 * @param model the name
 * @param version of it
 * @param pending requests that are being answered
 * @param inferences that were answered: several for a request of several texts
 * @param lastMillis when the last request ended, milliseconds since 1970; 0 if none did
 * @param success requests that were answered, from their arrival to the answer
 * @param failures requests that were not, by why
 * @param queue of those answered: from admission to the start of the run
 * @param computeInput of those answered: from texts to token ids
 * @param computeInfer of those answered: the run
 * @param computeOutput of those answered: all the rest
 */
public record ModelCounts(
    String model,
    long version,
    long pending,
    long inferences,
    long lastMillis,
    Times success,
    Map<Status, Times> failures,
    Times queue,
    Times computeInput,
    Times computeInfer,
    Times computeOutput) {
  /** Copies the map. */
  public ModelCounts {
    failures = Collections.unmodifiableMap(new EnumMap<>(failures));
  }

  /**
   * How many, and how long together.
   *
   * @param count how many
   * @param nanos that they took
   */
  public record Times(long count, long nanos) {
    /** None. */
    public static final Times NONE = new Times(0, 0);

    /** Both together. */
    public Times plus(Times other) {
      return new Times(count + other.count, nanos + other.nanos);
    }
  }

  /** All failures but cancelled requests. */
  public Times failed() {
    Times all = Times.NONE;
    for (Map.Entry<Status, Times> each : failures.entrySet()) {
      if (each.getKey() != Status.CANCELLED) {
        all = all.plus(each.getValue());
      }
    }
    return all;
  }

  /** Requests that their clients gave up. */
  public Times cancelled() {
    return failures.getOrDefault(Status.CANCELLED, Times.NONE);
  }
}
