package io.heed.bench.load;

import io.heed.bench.error.BenchException;
import io.heed.bench.error.BenchException.Kind;
import java.util.concurrent.CompletableFuture;

/**
 * Sends requests when a schedule says so, whether or not earlier ones were answered, as users do
 * who know nothing of each other. For one thread.
 *
 * <p>Latency counts from the intended moment, not from the sending: a target that stalls the
 * generator would otherwise hide the wait of all those that would have come meanwhile (coordinated
 * omission, after Gil Tene).
 */
public final class LoadGenerator {
  private static final long DRAIN_LOOK_NANOS = 1_000_000;

  private final LoadClock clock;
  private final LoadTarget target;

  /** A generator that aims at this target. */
  public LoadGenerator(LoadClock clock, LoadTarget target) {
    this.clock = clock;
    this.target = target;
  }

  /** Runs a step: warm-up, the measured time, and the wait for the last answers. */
  public StepResult run(StepPlan plan) {
    ArrivalSchedule schedule = plan.arrivals().schedule(plan.ratePerSecond(), plan.seed());
    long warmUp = plan.warmUp().toNanos();
    long total = warmUp + plan.measured().toNanos();
    long start = clock.nanoTime();
    StepRecorder recorder =
        new StepRecorder(start + warmUp, start + total, plan.deadline().toNanos());
    int request = 0;
    for (long arrival = schedule.nextNanos(); arrival < total; arrival = schedule.nextNanos()) {
      long intended = start + arrival;
      waitUntil(intended);
      recorder.sent(intended, clock.nanoTime());
      CompletableFuture<?> unused =
          send(request++)
              .whenComplete(
                  (answer, failure) -> recorder.done(intended, clock.nanoTime(), failure));
    }
    waitUntil(start + total);
    long end = start + total + plan.drain().toNanos();
    while (!recorder.idle() && clock.nanoTime() < end) {
      waitUntil(clock.nanoTime() + DRAIN_LOOK_NANOS);
    }
    return recorder.end(plan.ratePerSecond());
  }

  private CompletableFuture<?> send(int request) {
    try {
      return target.send(request);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void waitUntil(long moment) {
    clock.waitUntil(moment);
    if (Thread.currentThread().isInterrupted()) {
      throw new BenchException(Kind.RUN, "interrupted");
    }
  }
}
