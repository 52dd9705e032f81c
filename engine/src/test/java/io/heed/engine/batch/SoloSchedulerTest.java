package io.heed.engine.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.engine.error.EngineException;
import io.heed.engine.error.EngineException.Kind;
import io.heed.engine.metrics.EngineMetrics;
import io.heed.engine.metrics.Outcome;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SoloSchedulerTest {
  private final AtomicLong now = new AtomicLong();
  private final List<String> closedLanes = new CopyOnWriteArrayList<>();
  private final List<String> order = new CopyOnWriteArrayList<>();
  private final CountDownLatch started = new CountDownLatch(1);
  private final CountDownLatch gate = new CountDownLatch(1);

  @Test
  void call_onAnIdleLane_runsOnTheCallersThread() {
    try (SoloScheduler<String> scheduler = scheduler(1, 9)) {
      Thread ran = scheduler.call(request(0, (lane, waited) -> Thread.currentThread()));
      assertEquals(Thread.currentThread(), ran);
    }
    assertEquals(List.of("lane 0"), closedLanes);
  }

  @Test
  void submit_beyondTheRequests_isRefusedAtOnceAndReleased() {
    try (SoloScheduler<String> scheduler = scheduler(1, 2)) {
      CompletableFuture<String> running = submit(scheduler, blocking());
      CompletableFuture<String> waiting = submit(scheduler, named("b"));
      AtomicInteger released = new AtomicInteger();
      EngineException e =
          assertThrows(
              EngineException.class,
              () -> scheduler.submit(request(0, named("c"), released::incrementAndGet)));
      assertEquals(Kind.OVERLOADED, e.kind());
      assertTrue(String.valueOf(e.getMessage()).contains("found 2 requests"), e::getMessage);
      assertEquals(1, released.get());
      assertEquals(2, scheduler.requests());
      gate.countDown();
      assertEquals("done", running.join());
      assertEquals("b", waiting.join());
      assertEquals("d", scheduler.call(request(0, named("d")))); // room again
    }
  }

  @Test
  void submit_beyondTheBytes_isRefusedButNotWhenAlone() {
    SoloLimits limits = new SoloLimits(10, 100);
    try (SoloScheduler<String> scheduler = scheduler(1, limits, EngineMetrics.NONE)) {
      SoloRequest<String, String> large = request(5_000, blocking());
      scheduler.submit(large);
      EngineException e =
          assertThrows(EngineException.class, () -> scheduler.submit(request(1, named("b"))));
      assertEquals(Kind.OVERLOADED, e.kind());
      gate.countDown();
      assertEquals("done", large.future().join());
      assertEquals("c", scheduler.call(request(100, named("c"))));
    }
  }

  @Test
  void submit_ofSeveralPriorities_runsTheUrgentFirst() throws InterruptedException {
    try (SoloScheduler<String> scheduler = scheduler(1, 9)) {
      CompletableFuture<String> running = submit(scheduler, blocking());
      started.await();
      List<CompletableFuture<String>> all =
          List.of(
              submit(scheduler, named("low"), Priority.LOW, Request.NEVER),
              submit(scheduler, named("normal 1"), Priority.NORMAL, Request.NEVER),
              submit(scheduler, named("high"), Priority.HIGH, Request.NEVER),
              submit(scheduler, named("normal 2"), Priority.NORMAL, Request.NEVER));
      gate.countDown();
      running.join();
      all.forEach(CompletableFuture::join);
      assertEquals(List.of("high", "normal 1", "normal 2", "low"), order);
    }
  }

  @Test
  void deadline_thatPassesInTheQueue_failsWithoutARun() throws InterruptedException {
    try (SoloScheduler<String> scheduler = scheduler(1, 9)) {
      CompletableFuture<String> running = submit(scheduler, blocking());
      started.await();
      CompletableFuture<String> late = submit(scheduler, named("late"), Priority.NORMAL, 1_000);
      CompletableFuture<String> patient = submit(scheduler, named("x"), Priority.NORMAL, 9_000);
      now.set(1_000);
      gate.countDown();
      assertEquals("done", running.join());
      assertEquals(Kind.DEADLINE_EXCEEDED, kind(late));
      assertEquals("x", patient.join());
      assertEquals(List.of("x"), order);
    }
  }

  @Test
  void deadline_thatHasPassedOrPassesInTheRun_fails() {
    try (SoloScheduler<String> scheduler = scheduler(1, 9)) {
      now.set(500);
      EngineException before =
          assertThrows(
              EngineException.class, () -> submit(scheduler, named("late"), Priority.NORMAL, 500));
      assertEquals(Kind.DEADLINE_EXCEEDED, before.kind());
      LaneTask<String, String> slow =
          (lane, waited) -> {
            now.set(601);
            return "too late";
          };
      assertEquals(Kind.DEADLINE_EXCEEDED, kind(submit(scheduler, slow, Priority.NORMAL, 600)));
    }
    assertEquals(List.of(), order);
  }

  @Test
  void cancel_whileItWaits_freesPermitAndInputsAtOnce() throws InterruptedException {
    try (SoloScheduler<String> scheduler = scheduler(1, 2)) {
      CompletableFuture<String> running = submit(scheduler, blocking());
      started.await();
      AtomicInteger released = new AtomicInteger();
      SoloRequest<String, String> waiting =
          request(0, named("cancelled"), released::incrementAndGet);
      scheduler.submit(waiting);
      assertTrue(waiting.future().cancel(false));
      assertEquals(1, released.get());
      assertEquals(1, scheduler.requests());
      CompletableFuture<String> next = submit(scheduler, named("next"));
      gate.countDown();
      running.join();
      assertEquals("next", next.join());
      assertEquals(List.of("next"), order);
      assertEquals(1, released.get());
    }
  }

  @Test
  void cancel_duringTheRun_releasesAfterIt() throws InterruptedException {
    CountDownLatch released = new CountDownLatch(1);
    try (SoloScheduler<String> scheduler = scheduler(1, 2)) {
      SoloRequest<String, String> running = request(0, blocking(), released::countDown);
      scheduler.submit(running);
      started.await();
      assertTrue(running.future().cancel(false));
      assertEquals(1, released.getCount(), "the run may still read");
      gate.countDown();
      released.await();
    }
  }

  @Test
  void interrupt_ofACallerThatWaits_withdrawsItsRequest() throws InterruptedException {
    try (SoloScheduler<String> scheduler = scheduler(1, 9)) {
      CompletableFuture<String> running = submit(scheduler, blocking());
      started.await();
      CompletableFuture<Kind> answer = new CompletableFuture<>();
      Thread caller =
          new Thread(
              () -> {
                Thread.currentThread().interrupt();
                EngineException e =
                    assertThrows(
                        EngineException.class, () -> scheduler.call(request(0, named("never"))));
                answer.complete(Thread.interrupted() ? e.kind() : Kind.RUNTIME);
              });
      caller.start();
      assertEquals(Kind.CANCELLED, answer.join());
      assertEquals(1, scheduler.requests());
      gate.countDown();
      running.join();
    }
    assertEquals(List.of(), order);
  }

  @Test
  void failure_ofARun_isOfItsRequestOnly() {
    try (SoloScheduler<String> scheduler = scheduler(1, 9)) {
      LaneTask<String, String> broken =
          (lane, waited) -> {
            throw new StackOverflowError("too deep");
          };
      EngineException e =
          assertThrows(EngineException.class, () -> scheduler.call(request(0, broken)));
      assertEquals(Kind.RUNTIME, e.kind());
      assertEquals(Kind.RUNTIME, kind(submit(scheduler, broken)));
      assertEquals("fine", submit(scheduler, named("fine")).join());
    }
  }

  @Test
  void close_withRunUnderWay_failsWhoWaitsAndClosesTheLaneAfterTheRun()
      throws InterruptedException {
    SoloScheduler<String> scheduler = scheduler(2, 9);
    CompletableFuture<String> running = submit(scheduler, blocking());
    CompletableFuture<String> also = submit(scheduler, blocking());
    CompletableFuture<String> waiting = submit(scheduler, named("never"));
    started.await();
    scheduler.close(Duration.ZERO);
    assertEquals(Kind.CLOSED, kind(waiting));
    EngineException e =
        assertThrows(EngineException.class, () -> scheduler.call(request(0, named("never"))));
    assertEquals(Kind.CLOSED, e.kind());
    gate.countDown();
    running.handle((answer, failure) -> 0).join();
    also.handle((answer, failure) -> 0).join();
    assertEquals(2, closedLanes.size());
    assertFalse(order.contains("never"));
  }

  @Test
  void callers_fromManyThreads_areAllAnsweredOrRefusedAndCounted() {
    Queue<Outcome> outcomes = new ConcurrentLinkedQueue<>();
    EngineMetrics metrics =
        new EngineMetrics() {
          @Override
          public void finished(Outcome outcome, long queueNanos, long runNanos) {
            outcomes.add(outcome);
          }
        };
    int threads = 8;
    int each = 2_000;
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger released = new AtomicInteger();
    AtomicInteger answered = new AtomicInteger();
    AtomicInteger refused = new AtomicInteger();
    try (SoloScheduler<String> scheduler = scheduler(2, new SoloLimits(5, 1 << 20), metrics)) {
      LaneTask<String, String> task =
          (lane, waited) -> {
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            inside.decrementAndGet();
            return lane;
          };
      Runnable caller =
          () -> {
            for (int i = 0; i < each; i++) {
              try {
                SoloRequest<String, String> request = request(1, task, released::incrementAndGet);
                if (i % 2 == 0) {
                  scheduler.call(request);
                } else {
                  scheduler.submit(request);
                  if (i % 5 == 0) {
                    request.future().cancel(false);
                  }
                  request.future().exceptionally(failure -> "").join();
                }
                answered.incrementAndGet();
              } catch (EngineException e) {
                assertEquals(Kind.OVERLOADED, e.kind());
                refused.incrementAndGet();
              }
            }
          };
      List<Thread> callers = IntStream.range(0, threads).mapToObj(i -> new Thread(caller)).toList();
      callers.forEach(Thread::start);
      callers.forEach(SoloSchedulerTest::join);
    }
    assertEquals(threads * each, answered.get() + refused.get());
    assertEquals(threads * each, released.get());
    assertEquals(refused.get(), Collections.frequency(outcomes, Outcome.OVERLOADED));
    assertEquals(
        answered.get(),
        Collections.frequency(outcomes, Outcome.OK)
            + Collections.frequency(outcomes, Outcome.CANCELLED));
    assertTrue(most.get() <= 2, () -> "runs at a time: " + most);
  }

  private SoloScheduler<String> scheduler(int lanes, int maxRequests) {
    return scheduler(lanes, new SoloLimits(maxRequests, 1 << 20), EngineMetrics.NONE);
  }

  private SoloScheduler<String> scheduler(int lanes, SoloLimits limits, EngineMetrics metrics) {
    List<String> names = IntStream.range(0, lanes).mapToObj(i -> "lane " + i).toList();
    return new SoloScheduler<>(names, closedLanes::add, limits, now::get, metrics);
  }

  private LaneTask<String, String> blocking() {
    return (lane, waited) -> {
      started.countDown();
      try {
        gate.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return "done";
    };
  }

  private LaneTask<String, String> named(String name) {
    return (lane, waited) -> {
      order.add(name);
      return name;
    };
  }

  private static <T> SoloRequest<String, T> request(long bytes, LaneTask<String, T> task) {
    return request(bytes, task, () -> {});
  }

  private static <T> SoloRequest<String, T> request(
      long bytes, LaneTask<String, T> task, Runnable released) {
    return new SoloRequest<>(bytes, Priority.NORMAL, Request.NEVER, task, released);
  }

  private static CompletableFuture<String> submit(
      SoloScheduler<String> scheduler, LaneTask<String, String> task) {
    return submit(scheduler, task, Priority.NORMAL, Request.NEVER);
  }

  private static CompletableFuture<String> submit(
      SoloScheduler<String> scheduler,
      LaneTask<String, String> task,
      Priority priority,
      long deadline) {
    SoloRequest<String, String> request = new SoloRequest<>(0, priority, deadline, task, () -> {});
    scheduler.submit(request);
    return request.future();
  }

  private static Kind kind(CompletableFuture<?> failed) {
    CompletionException e = assertThrows(CompletionException.class, failed::join);
    return EngineException.wrap(Objects.requireNonNull(e.getCause())).kind();
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
