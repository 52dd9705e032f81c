package io.heed.engine.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.heed.engine.metrics.EngineMetrics;
import io.heed.engine.token.TokenSequence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several lanes a device, several devices, and runs padded to buckets. */
@Timeout(60)
class SharedDeviceTest {
  private static final QueueLimits ROOMY = new QueueLimits(100, 10_000);

  private final List<FakeRunner> runners = new ArrayList<>();
  private final AtomicInteger texts = new AtomicInteger();
  private final AtomicLong tokens = new AtomicLong();
  private final AtomicLong computed = new AtomicLong();
  private final EngineMetrics metrics =
      new EngineMetrics() {
        @Override
        public void ran(int rows, long textTokens, long paddedTokens, long runNanos) {
          texts.addAndGet(rows);
          tokens.addAndGet(textTokens);
          computed.addAndGet(paddedTokens);
        }
      };
  private BatchScheduler<long[]> scheduler = scheduler(2, 1);

  @AfterEach
  void close() {
    runners.forEach(FakeRunner::goOn);
    scheduler.close(Duration.ofSeconds(5));
    assertEquals(0, scheduler.requests());
    assertEquals(0, FakeRunner.OPEN.get());
  }

  /** A run begins when its batch is packed, so the second one was, while the first went on. */
  @Test
  void submit_whileTheOtherLaneRuns_packsAndBeginsTheNextRun() throws Exception {
    List<CountDownLatch> entered = hold();
    CompletableFuture<Long> first = submit(1, 3);
    entered.get(1).await();
    CompletableFuture<Long> second = submit(2, 3);
    CompletableFuture<Long> third = submit(3, 3);
    entered.get(0).await();
    assertFalse(first.isDone());
    assertEquals(3, scheduler.requests());

    runners.get(0).goOn(); // the second run ends before the first
    assertEquals(2, second.get());
    assertEquals(3, third.get()); // and its lane goes on with what waited
    assertFalse(first.isDone());
    assertEquals(1, scheduler.requests());
    runners.get(1).goOn();
    assertEquals(1, first.get());
    assertEquals(List.of(List.of(1L)), runners.get(1).runs);
  }

  /** Runners 0 and 2 are on device 0, 1 and 3 on device 1. */
  @Test
  void submit_twoDevices_takesTheOneWithLessToDo() throws Exception {
    replace(scheduler(4, 2));
    List<CountDownLatch> entered = hold();
    List<CompletableFuture<Long>> answers = new ArrayList<>();
    answers.add(submit(1, 3));
    entered.get(2).await(); // of a device, the lane that was idle last
    answers.add(submit(2, 3));
    entered.get(3).await();
    answers.add(submit(3, 3));
    entered.get(0).await();
    runners.get(0).goOn();
    runners.get(2).goOn(); // device 0 has nothing to do, device 1 one run
    assertEquals(1, answers.get(0).get());
    assertEquals(3, answers.get(2).get());
    CountDownLatch onDevice0 = runners.get(0).hold();
    CountDownLatch alsoOnDevice0 = runners.get(2).hold();
    answers.add(submit(4, 3));
    while (onDevice0.getCount() > 0 && alsoOnDevice0.getCount() > 0) {
      Thread.onSpinWait();
    }
    runners.forEach(FakeRunner::goOn);
    for (int i = 0; i < answers.size(); i++) {
      assertEquals(i + 1, answers.get(i).get());
    }
  }

  @Test
  void submit_fiveTexts_runWithARowOfPaddingThatReachesNoAnswer() throws Exception {
    replace(scheduler(1, 1));
    List<CountDownLatch> entered = hold();
    CompletableFuture<Long> first = submit(9, 3);
    entered.get(0).await();
    List<CompletableFuture<Long>> answers = new ArrayList<>();
    for (int id = 1; id <= 5; id++) {
      answers.add(submit(id, 2 + id));
    }
    runners.get(0).goOn();
    for (int id = 1; id <= 5; id++) {
      assertEquals(id, answers.get(id - 1).get());
    }
    assertEquals(9, first.get());
    assertEquals(List.of(List.of(9L), List.of(1L, 2L, 3L, 4L, 5L, 77L)), runners.get(0).runs);
    assertEquals(List.of(16, 6 * 16), runners.get(0).paddedTokens);
    assertEquals(6, texts.get());
    assertEquals(3 + (3 + 4 + 5 + 6 + 7), tokens.get());
    assertEquals(16 + 6 * 16, computed.get());
  }

  private List<CountDownLatch> hold() {
    return runners.stream().map(FakeRunner::hold).toList();
  }

  private CompletableFuture<Long> submit(long id, int length) {
    long[] ids = new long[length];
    Arrays.fill(ids, id);
    Request<long[], Long> request =
        new Request<>(
            TokenSequence.of(ids, new long[length]),
            Priority.NORMAL,
            Request.NEVER,
            (outputs, row, self) -> outputs[row]);
    scheduler.submit(request);
    return request.future();
  }

  private void replace(BatchScheduler<long[]> other) {
    BatchScheduler<long[]> before = scheduler;
    scheduler = other;
    before.close();
  }

  private BatchScheduler<long[]> scheduler(int lanes, int devices) {
    runners.clear();
    for (int i = 0; i < lanes; i++) {
      runners.add(new FakeRunner());
    }
    return new BatchScheduler<>(
        List.copyOf(runners),
        devices,
        TokenBudgetBatchPolicy.of(ShapeBuckets.of(32, 8, 128), 64),
        ROOMY,
        77,
        System::nanoTime,
        metrics);
  }
}
