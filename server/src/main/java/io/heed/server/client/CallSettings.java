package io.heed.server.client;

import io.heed.engine.batch.Priority;
import java.time.Duration;
import java.util.Optional;

/**
 * What a request asks of the server besides its texts or tensors. Immutable.
 *
 * @param model the name; empty for the only one of the server
 * @param version of the model; 0 leaves the choice to the server
 * @param topK how many labels are wanted for each text, best first; 1 or more
 * @param priority requests of a higher one run first
 * @param deadline how long after the call an answer is of use, retries included
 * @param trace the value of the header {@code traceparent} (W3C Trace Context); empty for none
 */
public record CallSettings(
    String model,
    long version,
    int topK,
    Priority priority,
    Optional<Duration> deadline,
    String trace) {
  /** The server's only model, the best label, normal priority, no deadline. */
  public static final CallSettings DEFAULT =
      new CallSettings("", 0, 1, Priority.NORMAL, Optional.empty(), "");

  private static final int MOST_LABELS = 0xFFFF;

  /** Checks the values. */
  public CallSettings {
    if (version < 0) {
      throw new IllegalArgumentException("version: " + version + ", expected 0 or more");
    }
    if (topK < 1 || topK > MOST_LABELS) {
      throw new IllegalArgumentException("topK: " + topK + ", expected 1 to " + MOST_LABELS);
    }
    deadline.ifPresent(CallSettings::requirePositive);
  }

  private static void requirePositive(Duration deadline) {
    if (deadline.isZero() || deadline.isNegative()) {
      throw new IllegalArgumentException("deadline: " + deadline + ", expected more than zero");
    }
  }

  /** The same for another model. */
  public CallSettings withModel(String other) {
    return new CallSettings(other, version, topK, priority, deadline, trace);
  }

  /** The same for a version. */
  public CallSettings withVersion(long other) {
    return new CallSettings(model, other, topK, priority, deadline, trace);
  }

  /** The same with another number of labels. */
  public CallSettings withTopK(int other) {
    return new CallSettings(model, version, other, priority, deadline, trace);
  }

  /** The same with another priority. */
  public CallSettings withPriority(Priority other) {
    return new CallSettings(model, version, topK, other, deadline, trace);
  }

  /** The same with a deadline, counted from the call. */
  public CallSettings withDeadline(Duration other) {
    return new CallSettings(model, version, topK, priority, Optional.of(other), trace);
  }

  /** The same with the value of a header {@code traceparent}. */
  public CallSettings withTrace(String other) {
    return new CallSettings(model, version, topK, priority, deadline, other);
  }
}
