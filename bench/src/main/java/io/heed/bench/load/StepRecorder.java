package io.heed.bench.load;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Counts what becomes of the requests of a step. Thread-safe; all moments are those of one clock.
 */
final class StepRecorder {
  private static final int DIGITS = 3;

  private final long measuredFrom;
  private final long measuredUntil;
  private final long deadlineNanos;
  private final Histogram latencies = new Histogram(DIGITS);
  private final Histogram refusals = new Histogram(DIGITS);
  private final Histogram sendDelays = new Histogram(DIGITS);
  private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
  private @Nullable String firstFailure;
  private long sent;
  private long good;
  private long pending;
  private boolean ended;

  StepRecorder(long measuredFrom, long measuredUntil, long deadlineNanos) {
    this.measuredFrom = measuredFrom;
    this.measuredUntil = measuredUntil;
    this.deadlineNanos = deadlineNanos;
    for (Outcome outcome : Outcome.values()) {
      outcomes.put(outcome, 0L);
    }
  }

  /** A request goes out. */
  synchronized void sent(long intended, long now) {
    pending++;
    if (intended >= measuredFrom) {
      sent++;
      sendDelays.recordValue(Math.max(0, now - intended));
    }
  }

  /** It is answered, or fails. */
  synchronized void done(long intended, long now, @Nullable Throwable failure) {
    pending--;
    if (ended) {
      return;
    }
    long latency = Math.max(0, now - intended);
    Outcome outcome = Outcome.of(failure, latency, deadlineNanos);
    if (outcome == Outcome.OK && now >= measuredFrom && now < measuredUntil) {
      good++;
    }
    if (intended < measuredFrom) {
      return;
    }
    outcomes.merge(outcome, 1L, Long::sum);
    if (failure == null) {
      latencies.recordValue(latency);
    } else if (outcome == Outcome.REFUSED) {
      refusals.recordValue(latency);
    } else if (outcome == Outcome.FAILED && firstFailure == null) {
      firstFailure = Outcome.cause(failure).toString();
    }
  }

  synchronized boolean idle() {
    return pending == 0;
  }

  /** The result; what is not answered by now is late, and its latency unknown. */
  synchronized StepResult end(double ratePerSecond) {
    ended = true;
    long known = outcomes.values().stream().mapToLong(Long::longValue).sum();
    outcomes.merge(Outcome.LATE, sent - known, Long::sum);
    return new StepResult(
        ratePerSecond,
        sent,
        Map.copyOf(outcomes),
        good * 1e9 / (measuredUntil - measuredFrom),
        Latencies.of(latencies),
        Latencies.of(refusals),
        Latencies.of(sendDelays),
        Optional.ofNullable(firstFailure));
  }
}
