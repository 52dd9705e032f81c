package io.heed.bench.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.bench.error.BenchException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ClosedLoopTest {
  private static final Duration SHORT = Duration.ofMillis(50);

  @Test
  void measure_answersFromAnotherThread_keepsAsManyUnansweredAsTold() {
    AtomicInteger open = new AtomicInteger();
    Set<Integer> seen = ConcurrentHashMap.newKeySet();
    ExecutorService answering = Executors.newSingleThreadExecutor();
    try {
      ClosedLoop loop =
          new ClosedLoop(
              request -> {
                seen.add(open.incrementAndGet());
                return CompletableFuture.runAsync(open::decrementAndGet, answering);
              },
              3);
      ClosedLoop.Rate rate = loop.measure(SHORT, SHORT);
      assertTrue(rate.textsPerSecond() > 0);
      assertTrue(seen.stream().allMatch(each -> each >= 1 && each <= 3), seen.toString());
      assertTrue(seen.contains(3), seen.toString());
      assertEquals(0, open.get());
    } finally {
      answering.shutdownNow();
    }
  }

  @Test
  void measure_answersThatAreThereAtOnce_doNotNest() {
    AtomicInteger requests = new AtomicInteger();
    ClosedLoop loop =
        new ClosedLoop(
            request -> {
              requests.incrementAndGet();
              return CompletableFuture.completedFuture("answer");
            },
            1);
    loop.measure(SHORT, SHORT);
    assertTrue(requests.get() > 10_000, "found " + requests + ", which would fit any stack");
  }

  @Test
  void measure_aFailure_isToldAndEndsTheLoop() {
    ClosedLoop loop =
        new ClosedLoop(
            request ->
                request == 5
                    ? CompletableFuture.failedFuture(new IllegalStateException("no sixth"))
                    : CompletableFuture.completedFuture("answer"),
            2);
    BenchException failure = assertThrows(BenchException.class, () -> loop.measure(SHORT, SHORT));
    assertTrue(failure.getMessage().contains("no sixth"), failure.getMessage());
  }
}
