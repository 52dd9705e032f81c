package io.heed.bench.serve;

import io.heed.bench.error.BenchException;
import io.heed.bench.error.BenchException.Kind;
import io.heed.bench.load.LoadTarget;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * How many answers a second a target gives when so many requests are always unanswered. Each answer
 * sends the next request, on the thread that completed it: no thread of the bench stands between,
 * for anybody, so that a contestant in this process gets all that its lanes can do. For one thread.
 */
final class ClosedLoop {
  private static final int DRAIN_SECONDS = 60;

  private final LoadTarget target;
  private final int inFlight;

  ClosedLoop(LoadTarget target, int inFlight) {
    this.target = target;
    this.inFlight = inFlight;
  }

  /**
   * What was done in the measured time.
   *
   * @param textsPerSecond answers a second
   * @param cpuMicrosPerText processor time that this process took for each, whatever it did
   */
  record Rate(double textsPerSecond, double cpuMicrosPerText) {}

  /**
   * Measures, after the warm-up.
   *
   * @throws BenchException of kind RUN if a request failed or none was answered
   */
  Rate measure(Duration warmUp, Duration measured) {
    Rate rate = run(warmUp, measured);
    if (rate.textsPerSecond() == 0) {
      throw new BenchException(Kind.RUN, "no answer in the measured time");
    }
    return rate;
  }

  /**
   * Keeps the target busy, however little it answers.
   *
   * @throws BenchException of kind RUN if a request failed
   */
  void warmUp(Duration time) {
    Rate unused = run(Duration.ZERO, time);
  }

  private Rate run(Duration warmUp, Duration measured) {
    long from = System.nanoTime() + warmUp.toNanos();
    Measurement measurement = new Measurement(from, from + measured.toNanos());
    for (int i = 0; i < inFlight; i++) {
      measurement.new Chain().next();
    }
    return measurement.await();
  }

  private static long cpuNanos() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
  }

  /** One run of the loop. */
  private final class Measurement {
    private final long from;
    private final long until;
    private final AtomicInteger requests = new AtomicInteger();
    private final LongAdder answers = new LongAdder();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final CountDownLatch left = new CountDownLatch(inFlight);

    Measurement(long from, long until) {
      this.from = from;
      this.until = until;
    }

    Rate await() {
      long cpu;
      try {
        left.await(from - System.nanoTime(), TimeUnit.NANOSECONDS);
        long before = cpuNanos();
        left.await(until - System.nanoTime(), TimeUnit.NANOSECONDS);
        cpu = cpuNanos() - before;
        if (!left.await(DRAIN_SECONDS, TimeUnit.SECONDS)) {
          throw new BenchException(
              Kind.RUN,
              left.getCount() + " requests without an answer for " + DRAIN_SECONDS + " s");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new BenchException(Kind.RUN, "interrupted", e);
      }
      Throwable failed = failure.get();
      if (failed != null) {
        throw new BenchException(Kind.RUN, "a request failed: " + failed, failed);
      }
      return new Rate(answers.sum() * 1e9 / (until - from), cpu / 1e3 / answers.sum());
    }

    /**
     * One request after the other; the counter keeps answers that are there at once from nesting.
     */
    private final class Chain {
      private final AtomicInteger due = new AtomicInteger();

      void next() {
        if (due.getAndIncrement() == 0) {
          do {
            send();
          } while (due.decrementAndGet() != 0);
        }
      }

      private void send() {
        if (System.nanoTime() >= until || failure.get() != null) {
          left.countDown();
          return;
        }
        CompletableFuture<?> unused =
            begun(requests.getAndIncrement() & Integer.MAX_VALUE)
                .whenComplete((answer, failed) -> done(failed));
      }

      private CompletableFuture<?> begun(int request) {
        try {
          return target.send(request);
        } catch (RuntimeException e) {
          return CompletableFuture.failedFuture(e);
        }
      }

      private void done(@Nullable Throwable failed) {
        long now = System.nanoTime();
        if (failed != null) {
          failure.compareAndSet(null, failed);
        } else if (now >= from && now < until) {
          answers.increment();
        }
        next();
      }
    }
  }
}
