package io.heed.bench.load;

import io.heed.bench.error.BenchException;
import io.heed.bench.error.BenchException.Kind;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * How many answers a second a target gives when there is always enough to do: a closed loop that
 * keeps so many requests unanswered. What an open loop's rates are multiples of. For one thread.
 */
public final class CapacityProbe {
  private static final int DRAIN_SECONDS = 60;

  private final LoadClock clock;
  private final LoadTarget target;
  private final int inFlight;

  /** A probe that keeps so many requests unanswered. */
  public CapacityProbe(LoadClock clock, LoadTarget target, int inFlight) {
    this.clock = clock;
    this.target = target;
    this.inFlight = inFlight;
  }

  /**
   * Answers a second over the measured time.
   *
   * @throws BenchException of kind RUN if there was none
   */
  public double measure(Duration warmUp, Duration measured) {
    Semaphore permits = new Semaphore(inFlight);
    AtomicLong answers = new AtomicLong();
    AtomicReference<Throwable> failed = new AtomicReference<>();
    long from = clock.nanoTime() + warmUp.toNanos();
    long until = from + measured.toNanos();
    try {
      for (int request = 0; clock.nanoTime() < until; request++) {
        permits.acquire();
        CompletableFuture<?> unused =
            target
                .send(request)
                .whenComplete(
                    (answer, failure) -> {
                      long now = clock.nanoTime();
                      if (failure != null) {
                        failed.set(Outcome.cause(failure));
                      } else if (now >= from && now < until) {
                        answers.incrementAndGet();
                      }
                      permits.release();
                    });
      }
      if (!permits.tryAcquire(inFlight, DRAIN_SECONDS, TimeUnit.SECONDS)) {
        throw new BenchException(
            Kind.RUN, "no answer for " + DRAIN_SECONDS + " s after the capacity was measured");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException(Kind.RUN, "interrupted", e);
    }
    if (answers.get() == 0) {
      String reason = Optional.ofNullable(failed.get()).map(e -> ": " + e).orElse("");
      throw new BenchException(Kind.RUN, "no answer within " + measured + reason);
    }
    return answers.get() * 1e9 / measured.toNanos();
  }
}
