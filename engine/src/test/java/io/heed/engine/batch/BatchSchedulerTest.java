package io.heed.engine.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.engine.error.EngineException;
import io.heed.engine.metrics.EngineMetrics;
import io.heed.engine.metrics.Outcome;
import io.heed.engine.token.TokenSequence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BatchSchedulerTest {
  private static final QueueLimits ROOMY = new QueueLimits(100, 10_000);

  private final AtomicLong clock = new AtomicLong(1_000);
  private final FakeRunner runner = new FakeRunner(tokens -> clock.addAndGet(10 * tokens));
  private final List<Outcome> outcomes = Collections.synchronizedList(new ArrayList<>());
  private final EngineMetrics metrics =
      new EngineMetrics() {
        @Override
        public void finished(Outcome outcome, long queueNanos, long runNanos) {
          outcomes.add(outcome);
        }
      };
  private BatchScheduler<long[]> scheduler = scheduler(1, ROOMY);

  @AfterEach
  void close() {
    runner.goOn();
    scheduler.close(Duration.ofSeconds(5));
    assertEquals(0, scheduler.requests());
    assertEquals(0, scheduler.tokens());
    assertEquals(0, FakeRunner.OPEN.get());
  }

  @Test
  void call_idleLane_runsOnTheCallersThread() {
    AtomicReference<Thread> thread = new AtomicReference<>();
    Request<long[], Long> request =
        new Request<>(
            tokens(7, 3),
            Priority.NORMAL,
            Request.NEVER,
            (outputs, row, self) -> {
              thread.set(Thread.currentThread());
              return outputs[row];
            });
    assertEquals(7, scheduler.call(request));
    assertSame(Thread.currentThread(), thread.get());
    assertEquals(30, request.runNanos());
    assertEquals(List.of(Outcome.OK), outcomes);
  }

  @Test
  void submit_whileTheLaneRuns_waitsForItAndComesInOrderOfPriority() throws Exception {
    CompletableFuture<Long> first = occupyLane();
    List<CompletableFuture<Long>> others =
        List.of(
            submit(1, Priority.LOW),
            submit(2, Priority.NORMAL),
            submit(3, Priority.HIGH),
            submit(4, Priority.NORMAL),
            submit(5, Priority.HIGH));
    runner.goOn();
    for (CompletableFuture<Long> each : others) {
      each.get();
    }
    assertEquals(99, first.get());
    assertEquals(
        List.of(List.of(99L), List.of(3L), List.of(5L), List.of(2L), List.of(4L), List.of(1L)),
        runner.runs);
  }

  @Test
  void submit_textsOfEqualLength_shareARun() throws Exception {
    FakeRunner shared = replaceScheduler(4, ROOMY);
    CountDownLatch entered = shared.hold();
    CompletableFuture<Long> first = submit(scheduler, request(99, 1));
    entered.await();
    List<CompletableFuture<Long>> others = new ArrayList<>();
    for (int id = 1; id <= 6; id++) {
      others.add(submit(scheduler, request(id, id % 2 == 0 ? 2 : 3)));
    }
    shared.goOn();
    for (int id = 1; id <= 6; id++) {
      assertEquals(id, others.get(id - 1).get());
    }
    assertEquals(99, first.get());
    assertEquals(List.of(List.of(99L), List.of(1L, 3L, 5L), List.of(2L, 4L, 6L)), shared.runs);
  }

  @Test
  void submit_beyondTheRequests_isRefusedAtOnceWithTheNumbers() throws Exception {
    FakeRunner small = replaceScheduler(1, new QueueLimits(2, 1000));
    CountDownLatch entered = small.hold();
    CompletableFuture<Long> first = submit(scheduler, request(1, 1));
    entered.await();
    CompletableFuture<Long> second = submit(scheduler, request(2, 1));
    EngineException refused =
        assertThrows(EngineException.class, () -> scheduler.submit(request(3, 1)));
    assertEquals(EngineException.Kind.OVERLOADED, refused.kind());
    assertThrows(EngineException.class, scheduler::requireRoom);
    assertTrue(String.valueOf(refused.getMessage()).contains("expected at most 2 of 1000"));
    assertEquals(0, refused.getStackTrace().length);
    small.goOn();
    assertEquals(1, first.get());
    assertEquals(2, second.get());
    scheduler.requireRoom();
    assertEquals(4, scheduler.call(request(4, 1)));
  }

  @Test
  void submit_beyondTheTokens_isRefusedButASingleLongTextIsNot() throws Exception {
    FakeRunner small = replaceScheduler(1, new QueueLimits(10, 5));
    CountDownLatch entered = small.hold();
    CompletableFuture<Long> first = submit(scheduler, request(1, 3));
    entered.await();
    assertThrows(EngineException.class, () -> scheduler.submit(request(2, 3)));
    CompletableFuture<Long> third = submit(scheduler, request(3, 2));
    small.goOn();
    assertEquals(1, first.get());
    assertEquals(3, third.get());
    assertEquals(4, scheduler.call(request(4, 50)));
  }

  @Test
  void submitWhenAdmitted_full_waitsForRoom() throws Exception {
    FakeRunner small = replaceScheduler(1, new QueueLimits(1, 1000));
    CountDownLatch entered = small.hold();
    CompletableFuture<Long> first = submit(scheduler, request(1, 1));
    entered.await();
    Request<long[], Long> second = request(2, 1);
    Thread waiter = new Thread(() -> scheduler.submitWhenAdmitted(second), "waiter");
    waiter.start();
    waiter.join(50);
    assertTrue(waiter.isAlive());
    small.goOn();
    assertEquals(1, first.get());
    assertEquals(2, second.future().get());
    waiter.join();
  }

  @Test
  void cancel_whileWaiting_neverRunsAndFreesThePermit() throws Exception {
    CompletableFuture<Long> first = occupyLane();
    CompletableFuture<Long> cancelled = submit(5, Priority.NORMAL);
    CompletableFuture<Long> kept = submit(6, Priority.NORMAL);
    cancelled.cancel(false);
    runner.goOn();
    first.get();
    kept.get();
    assertEquals(List.of(List.of(99L), List.of(6L)), runner.runs);
    scheduler.close();
    assertTrue(outcomes.contains(Outcome.CANCELLED));
  }

  @Test
  void deadline_passedInTheQueue_failsWithoutARun() throws Exception {
    CompletableFuture<Long> first = occupyLane();
    Request<long[], Long> late =
        new Request<>(tokens(5, 1), Priority.NORMAL, clock.get() + 100, (o, row, self) -> o[row]);
    scheduler.submit(late);
    clock.addAndGet(200);
    runner.goOn();
    first.get();
    EngineException failure = failureOf(late.future());
    assertEquals(EngineException.Kind.DEADLINE_EXCEEDED, failure.kind());
    assertEquals(List.of(List.of(99L)), runner.runs);
  }

  @Test
  void deadline_thatTheRunCannotKeep_failsWithoutARun() throws Exception {
    scheduler.call(request(1, 10)); // 10 tokens take 100 ns
    CompletableFuture<Long> first = occupyLane();
    Request<long[], Long> tight =
        new Request<>(tokens(5, 50), Priority.NORMAL, clock.get() + 300, (o, row, self) -> o[row]);
    Request<long[], Long> enough =
        new Request<>(tokens(6, 50), Priority.NORMAL, clock.get() + 3000, (o, row, self) -> o[row]);
    scheduler.submit(tight);
    scheduler.submit(enough);
    runner.goOn();
    first.get();
    assertEquals(EngineException.Kind.DEADLINE_EXCEEDED, failureOf(tight.future()).kind());
    assertEquals(6, enough.future().get());
  }

  @Test
  void deadline_passedDuringTheRun_failsAndSaysSo() {
    Request<long[], Long> request =
        new Request<>(tokens(5, 50), Priority.NORMAL, clock.get() + 100, (o, row, self) -> o[row]);
    EngineException late = assertThrows(EngineException.class, () -> scheduler.call(request));
    assertEquals(EngineException.Kind.DEADLINE_EXCEEDED, late.kind());
    assertTrue(String.valueOf(late.getMessage()).contains("after its deadline"));
    assertEquals(List.of(Outcome.DEADLINE_EXCEEDED), outcomes);
  }

  @Test
  void deadline_passedOnArrival_isRefusedAtOnce() {
    Request<long[], Long> request =
        new Request<>(tokens(5, 1), Priority.NORMAL, clock.get(), (o, row, self) -> o[row]);
    assertThrows(EngineException.class, () -> scheduler.submit(request));
    assertEquals(List.of(), runner.runs);
  }

  @Test
  void run_withOnePoisonedText_failsThatOneAlone() throws Exception {
    FakeRunner shared = replaceScheduler(3, ROOMY);
    CountDownLatch entered = shared.hold();
    CompletableFuture<Long> first = submit(scheduler, request(99, 1));
    entered.await();
    CompletableFuture<Long> fine = submit(scheduler, request(1, 2));
    CompletableFuture<Long> poison = submit(scheduler, request(-2, 2));
    CompletableFuture<Long> alsoFine = submit(scheduler, request(3, 2));
    shared.goOn();
    assertEquals(1, fine.get());
    assertEquals(3, alsoFine.get());
    assertEquals(EngineException.Kind.RUNTIME, failureOf(poison).kind());
    assertEquals(99, first.get());
    assertEquals(4, scheduler.call(request(4, 1)));
  }

  @Test
  void decoder_thatThrows_failsItsRequestAndTheLoopGoesOn() throws Exception {
    Request<long[], Long> broken =
        new Request<>(
            tokens(1, 1),
            Priority.NORMAL,
            Request.NEVER,
            (outputs, row, self) -> {
              throw new IllegalStateException("broken head");
            });
    scheduler.submit(broken);
    assertTrue(String.valueOf(failureOf(broken.future()).getMessage()).contains("broken head"));
    assertEquals(2, submit(2, Priority.NORMAL).get());
  }

  @Test
  void dependentThatThrows_doesNotEndTheLane() throws Exception {
    CompletableFuture<Long> answer = submit(1, Priority.NORMAL);
    CompletableFuture<Long> dependent =
        answer.thenApply(
            value -> {
              throw new AssertionError("a caller's fault");
            });
    assertThrows(CompletionException.class, dependent::join);
    assertEquals(2, submit(2, Priority.NORMAL).get());
  }

  @Test
  void policyThatThrows_failsTheMostUrgentAndTheLoopGoesOn() throws Exception {
    assertFailsOnce(
        "broken policy",
        chosen -> {
          throw new IllegalStateException("broken policy");
        });
  }

  @Test
  void policyThatChoosesNothing_failsTheMostUrgentAndTheLoopGoesOn() throws Exception {
    assertFailsOnce("the policy chose no text", chosen -> 0);
  }

  @Test
  void policyThatChoosesOneTwice_runsItOnceAndKeepsTheRest() throws Exception {
    scheduler.close();
    FakeRunner other = new FakeRunner();
    BatchPolicy twice =
        policy(
            2,
            chosen -> {
              chosen[0] = 0;
              chosen[1] = 0;
              return 2;
            });
    scheduler = new BatchScheduler<>(List.of(other), twice, ROOMY, 0, clock::get, metrics);
    CountDownLatch entered = other.hold();
    CompletableFuture<Long> first = submit(scheduler, request(1, 1));
    entered.await();
    CompletableFuture<Long> second = submit(scheduler, request(2, 1));
    CompletableFuture<Long> third = submit(scheduler, request(3, 1));
    other.goOn();
    assertEquals(1, first.get());
    assertEquals(2, second.get());
    assertEquals(3, third.get());
    assertEquals(List.of(List.of(1L), List.of(2L), List.of(3L)), other.runs);
  }

  private void assertFailsOnce(String message, ToIntFunction<int[]> firstChoice) throws Exception {
    scheduler.close();
    AtomicLong choices = new AtomicLong();
    BatchPolicy broken =
        policy(
            1,
            chosen -> {
              if (choices.incrementAndGet() == 1) {
                return firstChoice.applyAsInt(chosen);
              }
              chosen[0] = 0;
              return 1;
            });
    scheduler =
        new BatchScheduler<>(List.of(new FakeRunner()), broken, ROOMY, 0, clock::get, metrics);
    EngineException failure = failureOf(submit(scheduler, request(1, 1)));
    assertTrue(String.valueOf(failure.getMessage()).contains(message), failure::toString);
    assertEquals(2, submit(scheduler, request(2, 1)).get());
  }

  private static BatchPolicy policy(int rows, ToIntFunction<int[]> choice) {
    return new BatchPolicy() {
      @Override
      public int window() {
        return rows;
      }

      @Override
      public int maxRows() {
        return rows;
      }

      @Override
      public int choose(WaitingTexts waiting, int[] chosen) {
        return choice.applyAsInt(chosen);
      }
    };
  }

  @Test
  void metricsThatThrow_costNoRequest() {
    scheduler.close();
    EngineMetrics broken =
        new EngineMetrics() {
          @Override
          public void finished(Outcome outcome, long queueNanos, long runNanos) {
            throw new IllegalStateException("broken metrics");
          }

          @Override
          public void ran(int rows, long tokens, long paddedTokens, long runNanos) {
            throw new IllegalStateException("broken metrics");
          }
        };
    scheduler =
        new BatchScheduler<>(
            List.of(new FakeRunner()), EqualLengthBatchPolicy.of(1), ROOMY, 0, clock::get, broken);
    assertEquals(3, scheduler.call(request(3, 1)));
  }

  @Test
  void callback_thatFindsTheRoomFree_maySubmitAgain() throws Exception {
    replaceScheduler(1, new QueueLimits(1, 1000));
    CompletableFuture<Long> chained =
        submit(scheduler, request(1, 1)).thenCompose(one -> submit(scheduler, request(2, 1)));
    assertEquals(2, chained.get());
  }

  @Test
  void call_interrupted_givesUpAndKeepsTheInterrupt() throws Exception {
    CompletableFuture<Long> first = occupyLane();
    AtomicReference<EngineException> thrown = new AtomicReference<>();
    CountDownLatch done = new CountDownLatch(1);
    Thread caller =
        new Thread(
            () -> {
              thrown.set(assertThrows(EngineException.class, () -> scheduler.call(request(5, 1))));
              if (Thread.currentThread().isInterrupted()) {
                done.countDown();
              }
            },
            "caller");
    caller.start();
    while (scheduler.requests() < 2) {
      Thread.onSpinWait();
    }
    caller.interrupt();
    assertTrue(done.await(10, TimeUnit.SECONDS));
    assertEquals(EngineException.Kind.CANCELLED, Objects.requireNonNull(thrown.get()).kind());
    runner.goOn();
    first.get();
    scheduler.close();
    assertEquals(List.of(List.of(99L)), runner.runs);
  }

  @Test
  void close_withPatience_answersWhatWaitsAndRefusesTheRest() throws Exception {
    CompletableFuture<Long> first = occupyLane();
    CompletableFuture<Long> waiting = submit(5, Priority.NORMAL);
    Thread closer = new Thread(() -> scheduler.close(Duration.ofSeconds(30)), "closer");
    closer.start();
    EngineException.Kind refused = EngineException.Kind.OVERLOADED;
    while (refused == EngineException.Kind.OVERLOADED) {
      try {
        scheduler.submit(request(7, 1));
      } catch (EngineException e) {
        refused = e.kind();
      }
    }
    assertEquals(EngineException.Kind.CLOSED, refused);
    runner.goOn();
    closer.join();
    assertEquals(99, first.get());
    assertEquals(5, waiting.get());
  }

  @Test
  void close_withoutPatience_failsWhatWaitsAndLetsTheRunEnd() throws Exception {
    CompletableFuture<Long> first = occupyLane();
    CompletableFuture<Long> waiting = submit(5, Priority.NORMAL);
    scheduler.close(Duration.ZERO);
    assertEquals(EngineException.Kind.CLOSED, failureOf(waiting).kind());
    assertFalse(first.isDone());
    runner.goOn();
    assertEquals(99, first.get());
    while (FakeRunner.OPEN.get() > 0) {
      Thread.onSpinWait();
    }
  }

  @Test
  void close_fromACallback_doesNotBlockItself() throws Exception {
    CompletableFuture<Void> closed =
        submit(1, Priority.NORMAL).thenAccept(one -> scheduler.close(Duration.ofSeconds(5)));
    closed.get();
  }

  private CompletableFuture<Long> occupyLane() throws InterruptedException {
    CountDownLatch entered = runner.hold();
    CompletableFuture<Long> first = submit(99, Priority.NORMAL);
    entered.await();
    return first;
  }

  private CompletableFuture<Long> submit(long id, Priority priority) {
    return submit(
        scheduler, new Request<>(tokens(id, 1), priority, Request.NEVER, (o, row, self) -> o[row]));
  }

  private static CompletableFuture<Long> submit(
      BatchScheduler<long[]> scheduler, Request<long[], Long> request) {
    scheduler.submit(request);
    return request.future();
  }

  private static Request<long[], Long> request(long id, int length) {
    return new Request<>(
        tokens(id, length), Priority.NORMAL, Request.NEVER, (o, row, self) -> o[row]);
  }

  private static TokenSequence tokens(long id, int length) {
    long[] ids = new long[length];
    ids[0] = id;
    return TokenSequence.of(ids, new long[length]);
  }

  private static EngineException failureOf(CompletableFuture<?> future) {
    CompletionException failure = assertThrows(CompletionException.class, future::join);
    return (EngineException) Objects.requireNonNull(failure.getCause());
  }

  /** A scheduler with one lane of its own in place of the usual one. */
  private FakeRunner replaceScheduler(int rows, QueueLimits limits) {
    scheduler.close();
    FakeRunner other = new FakeRunner();
    scheduler =
        new BatchScheduler<>(
            List.of(other), EqualLengthBatchPolicy.of(rows), limits, 0, clock::get, metrics);
    return other;
  }

  private BatchScheduler<long[]> scheduler(int rows, QueueLimits limits) {
    return new BatchScheduler<>(
        List.of(runner), EqualLengthBatchPolicy.of(rows), limits, 0, clock::get, metrics);
  }
}
