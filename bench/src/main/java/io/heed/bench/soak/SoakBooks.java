package io.heed.bench.soak;

import io.heed.engine.Classification;
import io.heed.engine.error.EngineException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Counts what was sent and how it ended. Thread-safe. */
final class SoakBooks {
  /** What is expected of poison and of texts without a token. */
  static final String FAILURE = "failure";

  /** The outcome of what was expected to fail, and did. */
  static final String EXPECTED_FAILURE = "failed as it had to";

  private final LongAdder sent = new LongAdder();
  private final LongAdder ended = new LongAdder();
  private final Map<String, LongAdder> outcomes = new ConcurrentHashMap<>();

  void sent() {
    sent.increment();
  }

  /** A request ended: with an answer or a failure, one of which is null. */
  void answered(String expected, @Nullable Classification answer, @Nullable Throwable failure) {
    ended.increment();
    outcomes
        .computeIfAbsent(outcome(expected, answer, failure), key -> new LongAdder())
        .increment();
  }

  long sentSoFar() {
    return sent.sum();
  }

  long endedSoFar() {
    return ended.sum();
  }

  /** How many ended in each way; those under {@code wrong…} never should. */
  Map<String, Long> outcomes() {
    Map<String, Long> counts = new TreeMap<>();
    outcomes.forEach((name, count) -> counts.put(name, count.sum()));
    return counts;
  }

  private static String outcome(
      String expected, @Nullable Classification answer, @Nullable Throwable failure) {
    if (answer != null) {
      return answer.label().equals(expected) ? "ok" : "wrong answer, not " + expected;
    }
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof CancellationException) {
      return "cancelled";
    }
    if (!(cause instanceof EngineException known)) {
      return "wrong: " + cause;
    }
    boolean mayFail = expected.equals(FAILURE);
    return switch (known.kind()) {
      case RUNTIME, INVALID_INPUT -> mayFail ? EXPECTED_FAILURE : "wrong: " + known.getMessage();
      case OVERLOADED, DEADLINE_EXCEEDED -> known.kind().name().toLowerCase(Locale.ROOT);
      case MODEL, CANCELLED, CLOSED -> "wrong: " + known.getMessage();
    };
  }
}
