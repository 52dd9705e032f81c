package io.heed.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** With a clock and targets whose every answer is known beforehand. */
class LoadGeneratorTest {
  private static final long MILLI = 1_000_000;

  /** HdrHistogram keeps three digits. */
  private static final double DIGITS = 1e-3;

  private final FakeClock clock = new FakeClock();

  /** Requests every 100 ms, answered at once, but the sixth blocks the generator for a second. */
  @Test
  void latency_whereSendingBlocks_countsFromTheIntendedMoment() {
    StepResult result =
        run(
            request -> {
              if (request == 5) {
                clock.stall(1000 * MILLI);
              }
              return CompletableFuture.completedFuture(request);
            },
            plan(10, 0, 2000, 10_000));
    assertEquals(20, result.sent());
    // The sixth takes 1000 ms, those meant for that second 900, 800 … 100, all others none.
    assertEquals(1000, result.latencies().maxMillis(), 1000 * DIGITS);
    assertEquals(5500 / 20.0, result.latencies().meanMillis(), 275 * DIGITS);
    assertEquals(800, result.latencies().millis(90).orElseThrow(), 800 * DIGITS);
    assertEquals(Set.of(50.0, 90.0), result.latencies().percentileMillis().keySet());
    assertEquals(900, result.sendDelays().maxMillis(), 900 * DIGITS);
  }

  /** Twice what a server of 100 ms a request can do: the i-th answer takes 100 + 50 i ms. */
  @Test
  void overload_ofAnUnboundedQueue_isLateAndNoGoodput() {
    StepResult result = run(new Server(100, Integer.MAX_VALUE), plan(20, 0, 1000, 300));
    assertEquals(outcomes(5, 0, 15, 0), result.outcomes());
    assertEquals(5, result.goodputPerSecond(), 1e-9);
    assertEquals(20, result.latencies().count());
    assertEquals(1050, result.latencies().maxMillis(), 1050 * DIGITS);
  }

  /** Room for one more: after the first two every other request is refused at once. */
  @Test
  void overload_ofABoundedQueue_isRefusedAndGoodputIsTheCapacity() {
    StepResult result = run(new Server(100, 2), plan(20, 0, 1000, 300));
    long refused = result.count(Outcome.REFUSED);
    assertEquals(outcomes(20 - refused, refused, 0, 0), result.outcomes());
    assertEquals(refused, result.refusals().count());
    assertEquals(0, result.refusals().maxMillis());
    assertEquals(9, result.goodputPerSecond(), 1e-9); // the tenth comes as the second ends
  }

  @Test
  void warmUp_requests_areSentAndNotCounted() {
    Server server = new Server(10, Integer.MAX_VALUE);
    StepResult result = run(server, plan(10, 1000, 500, 300));
    assertEquals(15, server.sent);
    assertEquals(5, result.sent());
    assertEquals(outcomes(5, 0, 0, 0), result.outcomes());
    assertEquals(10, result.goodputPerSecond(), 1e-9);
  }

  @Test
  void request_withoutAnswerByTheEnd_isLate() {
    StepResult result = run(request -> new CompletableFuture<>(), plan(10, 0, 300, 100));
    assertEquals(outcomes(0, 0, 3, 0), result.outcomes());
    assertEquals(0, result.latencies().count());
  }

  @Test
  void failure_thrownOrAnswered_isCountedAndTold() {
    StepResult result =
        run(
            request -> {
              IllegalStateException failure = new IllegalStateException("number " + request);
              if (request == 0) {
                throw failure;
              }
              return CompletableFuture.failedFuture(failure);
            },
            plan(10, 0, 300, 100));
    assertEquals(outcomes(0, 0, 0, 3), result.outcomes());
    assertTrue(result.firstFailure().orElseThrow().contains("number 0"));
  }

  private StepResult run(LoadTarget target, StepPlan plan) {
    return new LoadGenerator(clock, target).run(plan);
  }

  private static StepPlan plan(double rate, long warmUp, long measured, long deadline) {
    return new StepPlan(
        Arrivals.UNIFORM,
        rate,
        Duration.ofMillis(warmUp),
        Duration.ofMillis(measured),
        Duration.ofMillis(deadline),
        Duration.ofSeconds(10),
        1);
  }

  private static Map<Outcome, Long> outcomes(long ok, long refused, long late, long failed) {
    return Map.of(
        Outcome.OK, ok, Outcome.REFUSED, refused, Outcome.LATE, late, Outcome.FAILED, failed);
  }

  /** Serves one request after the other. */
  private final class Server implements LoadTarget {
    private final long serviceNanos;
    private final int room;
    private long freeAt;
    private int waiting;
    private int sent;

    Server(long serviceMillis, int room) {
      this.serviceNanos = serviceMillis * MILLI;
      this.room = room;
    }

    @Override
    public CompletableFuture<?> send(int request) {
      sent++;
      CompletableFuture<Integer> answer = new CompletableFuture<>();
      if (waiting == room) {
        answer.completeExceptionally(new RejectedExecutionException("full"));
        return answer;
      }
      waiting++;
      freeAt = Math.max(freeAt, clock.nanoTime()) + serviceNanos;
      clock.at(
          freeAt,
          () -> {
            waiting--;
            answer.complete(request);
          });
      return answer;
    }
  }
}
