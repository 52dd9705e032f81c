package io.heed.engine.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.engine.error.EngineException;
import io.heed.engine.metrics.EngineMetrics;
import io.heed.engine.metrics.Outcome;
import io.heed.engine.token.TokenSequence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Thousands of short random schedules under a ticker of the test's: submits of all kinds, cancels,
 * leaps of time, lanes held and let go, and a close with or without patience.
 *
 * <p>After each: every request has ended once; a text ran at most twice (together and alone), and
 * not at all if it was refused; answers are the texts' own; no run held more texts or tokens than
 * its policy allows; all permits are free and all runners closed. A failure prints its seed, which
 * {@code -Dheed.test.seed=N} replays.
 */
@Timeout(100)
class RandomScheduleTest {
  private static final int SCHEDULES = 4_000;
  private static final List<Priority> PRIORITIES = List.of(Priority.values());

  @Test
  void anySchedule_keepsTheBooks() {
    long base = Long.getLong("heed.test.seed", System.nanoTime());
    int schedules = Long.getLong("heed.test.seed") == null ? SCHEDULES : 1;
    for (int i = 0; i < schedules; i++) {
      new Schedule(base + i).play();
    }
  }

  private static final class Schedule {
    private final String name;
    private final SplittableRandom random;
    private final AtomicLong clock = new AtomicLong();
    private final AtomicInteger reported = new AtomicInteger();
    private final List<FakeRunner> runners = new ArrayList<>();
    private final int maxRows;
    private final int maxTokens;
    private final QueueLimits limits;
    private final BatchScheduler<long[]> scheduler;
    private final List<CompletableFuture<Long>> futures = new ArrayList<>();
    private final List<AtomicInteger> ends = new ArrayList<>();
    private final Set<Long> refused = new HashSet<>();

    Schedule(long seed) {
      this.name = "-Dheed.test.seed=" + seed;
      this.random = new SplittableRandom(seed);
      this.maxRows = 1 + random.nextInt(4);
      boolean padded = random.nextBoolean();
      this.maxTokens = padded ? 24 : Integer.MAX_VALUE;
      BatchPolicy policy =
          padded
              ? TokenBudgetBatchPolicy.of(maxTokens, maxRows, 8, 2)
              : EqualLengthBatchPolicy.of(maxRows);
      for (int lane = random.nextInt(3); lane >= 0; lane--) {
        runners.add(new FakeRunner(clock::addAndGet));
      }
      EngineMetrics metrics =
          new EngineMetrics() {
            @Override
            public void finished(Outcome outcome, long queueNanos, long runNanos) {
              reported.incrementAndGet();
            }
          };
      this.limits = new QueueLimits(1 + random.nextInt(8), 4 + random.nextInt(60));
      this.scheduler = new BatchScheduler<>(runners, policy, limits, 0, clock::get, metrics);
    }

    void play() {
      for (int step = 4 + random.nextInt(20); step > 0; step--) {
        switch (random.nextInt(8)) {
          case 0 -> clock.addAndGet(random.nextInt(60));
          case 1 -> runners.get(random.nextInt(runners.size())).hold();
          case 2 -> runners.get(random.nextInt(runners.size())).goOn();
          case 3 -> cancelOne();
          default -> submit();
        }
        assertTrue(scheduler.requests() <= limits.maxRequests(), name);
      }
      if (random.nextInt(4) == 0) {
        scheduler.close(Duration.ZERO);
        runners.forEach(FakeRunner::goOn);
      } else {
        runners.forEach(FakeRunner::goOn);
        scheduler.close(Duration.ofSeconds(30));
      }
      verify();
    }

    private void submit() {
      int id = futures.size();
      int length = 1 + random.nextInt(9);
      long[] ids = new long[length];
      ids[0] = random.nextInt(12) == 0 ? -1 - id : id;
      long deadline = random.nextInt(3) == 0 ? clock.get() + random.nextInt(40) : Request.NEVER;
      Request<long[], Long> request =
          new Request<>(
              TokenSequence.of(ids, new long[length]),
              PRIORITIES.get(random.nextInt(3)),
              deadline,
              (outputs, row, self) -> outputs[row]);
      AtomicInteger end = new AtomicInteger();
      ends.add(end);
      futures.add(request.future());
      CompletableFuture<Long> counted =
          request.future().whenComplete((answer, failure) -> end.incrementAndGet());
      try {
        scheduler.submit(request);
      } catch (EngineException e) {
        refused.add(ids[0]);
        assertTrue(request.future().completeExceptionally(e), name);
      }
      assertTrue(counted.isDone() || !refused.contains(ids[0]), name);
    }

    private void cancelOne() {
      if (!futures.isEmpty()) {
        futures.get(random.nextInt(futures.size())).cancel(false);
      }
    }

    private void verify() {
      // A lane that outlasted the patience ends by itself.
      while (scheduler.requests() > 0 || reported.get() < futures.size()) {
        pause();
      }
      assertEquals(0, scheduler.tokens(), name);
      for (int id = 0; id < futures.size(); id++) {
        while (ends.get(id).get() == 0) { // a future is done before its dependants have run
          pause();
        }
        int runs = runsOf(id) + runsOf(-1 - id);
        assertTrue(runs <= 2, name + ": text " + id + " ran " + runs + " times");
        if (refused.contains((long) id) || refused.contains(-1L - id)) {
          assertEquals(0, runs, name);
        }
        verifyAnswer(id, runs);
        assertEquals(1, ends.get(id).get(), name);
      }
      for (FakeRunner runner : runners) {
        runner.awaitClosed();
        for (int run = 0; run < runner.runs.size(); run++) {
          int rows = runner.runs.get(run).size();
          assertTrue(rows <= maxRows, name);
          assertTrue(rows == 1 || runner.paddedTokens.get(run) <= maxTokens, name);
        }
      }
    }

    /** Ends with the test's time limit, which interrupts. */
    private void pause() {
      if (Thread.currentThread().isInterrupted()) {
        throw new IllegalStateException(name + " does not end");
      }
      Thread.onSpinWait();
    }

    private void verifyAnswer(int id, int runs) {
      CompletableFuture<Long> future = futures.get(id);
      if (future.isCancelled()) {
        return;
      }
      try {
        assertEquals(id, future.join(), name);
        assertTrue(runs > 0, name);
      } catch (CompletionException e) {
        EngineException failure = (EngineException) Objects.requireNonNull(e.getCause());
        if (failure.kind() == EngineException.Kind.RUNTIME) {
          assertTrue(runsOf(-1 - id) > 0, name + ": " + failure);
        }
      }
    }

    private int runsOf(long id) {
      int runs = 0;
      for (FakeRunner runner : runners) {
        synchronized (runner.runs) {
          for (List<Long> run : runner.runs) {
            runs += run.contains(id) ? 1 : 0;
          }
        }
      }
      return runs;
    }
  }
}
