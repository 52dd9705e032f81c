package io.heed.engine.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.engine.error.EngineException;
import io.heed.engine.metrics.EngineMetrics;
import io.heed.engine.metrics.Outcome;
import io.heed.engine.token.TokenSequence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;

/**
 * Random schedules of submits, calls, cancels, deadlines and poison from several threads, and a
 * close at a random moment: every request ends exactly once, as it should, and no permit stays.
 */
@Timeout(120)
class SchedulerStressTest {
  private static final int THREADS = 4;
  private static final int REQUESTS_A_THREAD = 2_000;
  private static final List<Priority> PRIORITIES = List.of(Priority.values());

  @RepeatedTest(15)
  void anySchedule_endsEveryRequestOnceAndFreesEveryPermit() throws InterruptedException {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    AtomicLong clock = new AtomicLong();
    AtomicLongArray outcomes = new AtomicLongArray(Outcome.values().length);
    AtomicLong reported = new AtomicLong();
    EngineMetrics metrics =
        new EngineMetrics() {
          @Override
          public void finished(Outcome outcome, long queueNanos, long runNanos) {
            outcomes.incrementAndGet(List.of(Outcome.values()).indexOf(outcome));
            reported.incrementAndGet();
          }
        };
    int lanes = 1 + random.nextInt(3);
    List<FakeRunner> runners = new ArrayList<>();
    for (int lane = 0; lane < lanes; lane++) {
      runners.add(new FakeRunner(clock::addAndGet));
    }
    BatchPolicy policy =
        random.nextBoolean()
            ? EqualLengthBatchPolicy.of(1 + random.nextInt(5))
            : TokenBudgetBatchPolicy.of(64, 6, 32, 4);
    QueueLimits limits = new QueueLimits(1 + random.nextInt(40), 10 + random.nextInt(200));
    BatchScheduler<long[]> scheduler =
        new BatchScheduler<>(runners, policy, limits, 0, clock::get, metrics);
    boolean closeEarly = random.nextBoolean();
    List<Caller> callers = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      callers.add(new Caller(scheduler, random.split(), clock));
    }
    List<Thread> threads = callers.stream().map(each -> new Thread(each, "caller")).toList();
    threads.forEach(Thread::start);
    if (closeEarly) {
      Thread.sleep(random.nextInt(20));
      scheduler.close(Duration.ofMillis(random.nextInt(5)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    scheduler.close(Duration.ofSeconds(20));
    for (Caller caller : callers) {
      caller.verify("seed " + seed);
    }
    assertEquals(0, scheduler.requests(), "seed " + seed);
    assertEquals(0, scheduler.tokens(), "seed " + seed);
    assertEquals((long) THREADS * REQUESTS_A_THREAD, reported.get(), "seed " + seed);
    while (FakeRunner.OPEN.get() > 0) {
      Thread.onSpinWait();
    }
  }

  private static final class Caller implements Runnable {
    private final BatchScheduler<long[]> scheduler;
    private final SplittableRandom random;
    private final AtomicLong clock;
    private final List<Long> ids = new ArrayList<>();
    private final List<CompletableFuture<Long>> futures = new ArrayList<>();
    private final List<CompletableFuture<Long>> dependents = new ArrayList<>();
    private final AtomicLong answers = new AtomicLong();

    Caller(BatchScheduler<long[]> scheduler, SplittableRandom random, AtomicLong clock) {
      this.scheduler = scheduler;
      this.random = random;
      this.clock = clock;
    }

    @Override
    public void run() {
      for (int i = 0; i < REQUESTS_A_THREAD; i++) {
        long id = random.nextInt(50) == 0 ? -1 - i : i;
        int length = 1 + random.nextInt(12);
        long deadline = random.nextInt(4) == 0 ? clock.get() + random.nextInt(400) : Request.NEVER;
        long[] tokens = new long[length];
        tokens[0] = id;
        Priority priority = PRIORITIES.get(random.nextInt(3));
        Request<long[], Long> request =
            new Request<>(
                TokenSequence.of(tokens, new long[length]),
                priority,
                deadline,
                (outputs, row, self) -> outputs[row]);
        dependents.add(
            request.future().whenComplete((answer, failure) -> answers.incrementAndGet()));
        ids.add(id);
        futures.add(request.future());
        start(request);
        if (random.nextInt(10) == 0) {
          futures.get(random.nextInt(futures.size())).cancel(false);
        }
      }
    }

    private void start(Request<long[], Long> request) {
      try {
        switch (random.nextInt(3)) {
          case 0 -> scheduler.submit(request);
          case 1 -> scheduler.submitWhenAdmitted(request);
          default -> scheduler.call(request);
        }
      } catch (EngineException e) {
        request.future().completeExceptionally(e); // refused; or failed already, then no change
      }
    }

    void verify(String seed) {
      for (int i = 0; i < futures.size(); i++) {
        CompletableFuture<Long> future = futures.get(i);
        assertTrue(future.isDone(), seed + ", request " + i);
        if (future.isCancelled()) {
          continue;
        }
        try {
          assertEquals(ids.get(i), future.join(), seed);
          assertTrue(ids.get(i) >= 0, seed);
        } catch (CompletionException e) {
          EngineException failure = (EngineException) Objects.requireNonNull(e.getCause());
          boolean poisoned = failure.kind() == EngineException.Kind.RUNTIME;
          assertEquals(poisoned, ids.get(i) < 0 && poisoned, seed + ": " + failure);
        }
      }
      assertEquals(futures.size(), answers.get(), seed);
    }
  }
}
