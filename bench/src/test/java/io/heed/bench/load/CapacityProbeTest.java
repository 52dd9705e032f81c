package io.heed.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.bench.error.BenchException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CapacityProbeTest {
  private final FakeClock clock = new FakeClock();

  /** Answers at 0.1, 0.2 … s; those from 1 s on count, until 3 s. */
  @Test
  void measure_100MillisARequest_is10ASecond() {
    LoadTarget target =
        request -> {
          clock.stall(100_000_000);
          return CompletableFuture.completedFuture(request);
        };
    CapacityProbe probe = new CapacityProbe(clock, target, 1);
    assertEquals(10, probe.measure(Duration.ofSeconds(1), Duration.ofSeconds(2)), 1e-9);
  }

  @Test
  void measure_whereAllFail_saysWhy() {
    LoadTarget target =
        request -> {
          clock.stall(100_000_000);
          return CompletableFuture.failedFuture(new RejectedExecutionException("full"));
        };
    CapacityProbe probe = new CapacityProbe(clock, target, 1);
    BenchException e =
        assertThrows(
            BenchException.class, () -> probe.measure(Duration.ZERO, Duration.ofSeconds(1)));
    assertTrue(e.getMessage().contains("full"), e.getMessage());
  }

  @Test
  void measure_keepsNoMoreThanAllowedUnanswered() {
    AtomicInteger unanswered = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    LoadTarget target =
        request -> {
          most.accumulateAndGet(unanswered.incrementAndGet(), Math::max);
          return CompletableFuture.supplyAsync(unanswered::decrementAndGet);
        };
    new CapacityProbe(new SystemLoadClock(), target, 3)
        .measure(Duration.ZERO, Duration.ofMillis(50));
    assertTrue(most.get() <= 3, most + " unanswered");
    assertEquals(0, unanswered.get());
  }
}
