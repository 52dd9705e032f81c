package io.heed.engine.batch;

import io.heed.engine.error.EngineException;
import io.heed.engine.metrics.EngineLoad;
import io.heed.engine.metrics.EngineMetrics;
import io.heed.engine.metrics.GuardedMetrics;
import io.heed.engine.metrics.Outcome;
import io.heed.engine.metrics.QueueEvent;
import io.heed.engine.metrics.RunEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives waiting requests idle lanes, each a run of its own: what {@link BatchScheduler} is for
 * texts that share runs. Thread-safe; owns lanes and worker threads until {@link #close}.
 *
 * <p>Work-conserving, without timers. A blocking caller that finds a lane idle and nobody waiting
 * runs on its own thread. One lock guards queue, permits and idle lanes, and is never held for a
 * run or a caller's code. A permit is given back before the request's future is completed. A
 * request whose future is cancelled while it waits leaves at once; a run under way comes to its
 * end, and only then is the request released.
 *
 * @param <L> a lane: what a run needs for itself
 */
public final class SoloScheduler<L> implements EngineLoad, AutoCloseable {
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(30);

  private final Consumer<? super L> closer;
  private final LongSupplier ticker;
  private final EngineMetrics metrics;
  private final LaneWorkers workers;
  private final int laneCount;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final Condition left = lock.newCondition();
  private final Deque<L> idle;
  private final SoloQueue<L> queue;
  private boolean closed;
  private boolean stopped;

  /**
   * A scheduler over lanes, of which the one that is idle longest runs next.
   *
   * @param closer closes a lane
   * @param ticker nanoseconds from a fixed but arbitrary moment; {@code System::nanoTime}
   */
  public SoloScheduler(
      List<? extends L> lanes,
      Consumer<? super L> closer,
      SoloLimits limits,
      LongSupplier ticker,
      EngineMetrics metrics) {
    this.closer = closer;
    this.ticker = ticker;
    this.metrics = new GuardedMetrics(metrics);
    this.laneCount = lanes.size();
    this.idle = new ArrayDeque<>(lanes);
    this.queue = new SoloQueue<>(limits);
    this.workers = LaneWorkers.start(laneCount, "heed-tensor-lane-", this::work);
    this.metrics.attached(this);
  }

  /** The ticker, in which deadlines are given. */
  public long nanoTime() {
    return ticker.getAsLong();
  }

  /**
   * Enqueues; returns at once. The request's future tells the rest.
   *
   * @throws EngineException of kind OVERLOADED if there is no permit, DEADLINE_EXCEEDED if it has
   *     passed, CLOSED after {@link #close}; the request is released then
   */
  public void submit(SoloRequest<L, ?> request) {
    EngineException refusal;
    lock.lock();
    try {
      refusal = enter(request);
      if (refusal == null) {
        enqueue(request);
      }
    } finally {
      lock.unlock();
    }
    throwIfRefused(request, refusal);
    CompletableFuture<?> unused =
        request
            .future()
            .whenComplete(
                (answer, failure) -> {
                  if (failure != null) {
                    withdraw(request);
                  }
                });
  }

  /**
   * Runs a request and blocks until it is done. An interrupt withdraws a request that waits; a run
   * under way comes to its end, and the thread stays interrupted.
   *
   * @throws EngineException of kind OVERLOADED, DEADLINE_EXCEEDED, CANCELLED (by an interrupt),
   *     CLOSED, or what the run threw
   */
  public <T> T call(SoloRequest<L, T> request) {
    L lane = null;
    EngineException refusal;
    lock.lock();
    try {
      refusal = enter(request);
      if (refusal == null && queue.waiting() == 0 && !idle.isEmpty()) {
        lane = idle.remove();
        request.state = SoloRequest.State.RUNNING;
      } else if (refusal == null) {
        enqueue(request);
      }
    } finally {
      lock.unlock();
    }
    throwIfRefused(request, refusal);
    if (lane != null) {
      execute(lane, request);
    }
    return await(request);
  }

  @Override
  public int requests() {
    lock.lock();
    try {
      return queue.requests();
    } finally {
      lock.unlock();
    }
  }

  /** Raw tensors have none: 0. */
  @Override
  public long tokens() {
    return 0;
  }

  /** {@link #close(Duration)} with 30 seconds. */
  @Override
  public void close() {
    close(CLOSE_PATIENCE);
  }

  /**
   * Admits nothing more, lets what is inside come to its end for as long as the patience, and fails
   * with kind CLOSED what then still waits. A run that outlasts the patience closes its lane when
   * it ends.
   */
  public void close(Duration patience) {
    List<SoloRequest<L, ?>> unserved = new ArrayList<>();
    List<L> unused;
    boolean allIdle;
    lock.lock();
    try {
      if (stopped) {
        return;
      }
      closed = true;
      awaitEmpty(patience.toNanos());
      for (SoloRequest<L, ?> each = queue.poll(); each != null; each = queue.poll()) {
        each.fail(RequestFailures.closed());
        queue.release(each);
        unserved.add(each);
      }
      stopped = true;
      work.signalAll();
      allIdle = idle.size() == laneCount;
      unused = List.copyOf(idle);
      idle.clear();
    } finally {
      lock.unlock();
    }
    unused.forEach(closer);
    unserved.forEach(this::finishUnrun);
    if (allIdle) { // else a worker may take as long as its run
      workers.join();
    }
  }

  private void work() {
    List<SoloRequest<L, ?>> late = new ArrayList<>();
    while (true) {
      L lane = null;
      SoloRequest<L, ?> next;
      lock.lock();
      try {
        while (!stopped && (queue.waiting() == 0 || idle.isEmpty())) {
          work.awaitUninterruptibly();
        }
        if (stopped) {
          return;
        }
        next = choose(late);
        if (next != null) {
          lane = idle.remove();
          next.state = SoloRequest.State.RUNNING;
        }
        signalWork();
      } finally {
        lock.unlock();
      }
      late.forEach(this::finishUnrun);
      late.clear();
      if (lane != null && next != null) {
        execute(lane, next);
      }
    }
  }

  /** The most urgent request that is not late; takes the late ones out on the way. */
  private @Nullable SoloRequest<L, ?> choose(List<SoloRequest<L, ?>> late) {
    long now = ticker.getAsLong();
    SoloRequest<L, ?> each = queue.poll();
    while (each != null && each.deadlineNanos() != Request.NEVER && each.deadlineNanos() <= now) {
      each.fail(RequestFailures.late("its deadline passed while it waited"));
      queue.release(each);
      left.signalAll();
      late.add(each);
      each = queue.poll();
    }
    return each;
  }

  /** Runs a request, frees lane and permit, then tells the caller. */
  private void execute(L lane, SoloRequest<L, ?> request) {
    RunEvent event = RunEvent.begun();
    long start = ticker.getAsLong();
    long end;
    try {
      request.run(lane, start);
      end = ticker.getAsLong();
      event.finish(1, 0, 0);
      metrics.ran(1, 0, 0, end - start);
      if (request.deadlineNanos() < end) {
        request.fail(RequestFailures.late("its answer came after its deadline"));
      }
    } catch (Throwable e) {
      end = ticker.getAsLong();
      request.fail(EngineException.wrap(e));
    }
    request.ran(start, end);
    boolean closes;
    lock.lock();
    try {
      queue.release(request);
      closes = stopped;
      if (!closes) {
        idle.add(lane);
        signalWork();
      }
      left.signalAll();
    } finally {
      lock.unlock();
    }
    if (closes) {
      closer.accept(lane);
    }
    finish(request, request.runNanos());
  }

  /** Tells the caller of a request that never ran. */
  private void finishUnrun(SoloRequest<L, ?> request) {
    long now = ticker.getAsLong();
    request.ran(now, now);
    finish(request, 0);
  }

  private void finish(SoloRequest<L, ?> request, long runNanos) {
    EngineException failure = request.failure();
    Outcome outcome = failure == null ? Outcome.OK : RequestFailures.outcome(failure);
    QueueEvent.record(outcome, request.queueNanos());
    metrics.finished(outcome, request.queueNanos(), runNanos);
    request.release();
    request.deliver();
  }

  /** Takes a request out that waits; false if it runs or is done. */
  private boolean withdraw(SoloRequest<L, ?> request) {
    lock.lock();
    try {
      if (request.state != SoloRequest.State.WAITING) {
        return false;
      }
      queue.remove(request);
      queue.release(request);
      left.signalAll();
    } finally {
      lock.unlock();
    }
    request.fail(new EngineException(EngineException.Kind.CANCELLED, "the request was withdrawn"));
    finishUnrun(request);
    return true;
  }

  /** Takes a permit; the reason if there is none to be had. */
  private @Nullable EngineException enter(SoloRequest<L, ?> request) {
    long now = ticker.getAsLong();
    request.arrived(now);
    if (closed) {
      return RequestFailures.closed();
    }
    if (request.deadlineNanos() <= now) {
      return RequestFailures.late("its deadline had passed when it came");
    }
    return queue.admit(request);
  }

  private void throwIfRefused(SoloRequest<L, ?> request, @Nullable EngineException refusal) {
    if (refusal != null) {
      metrics.finished(RequestFailures.outcome(refusal), 0, 0);
      request.release();
      throw refusal;
    }
  }

  private void enqueue(SoloRequest<L, ?> request) {
    queue.add(request);
    signalWork();
  }

  private void signalWork() {
    if (queue.waiting() > 0 && !idle.isEmpty()) {
      work.signal();
    }
  }

  /** Blocks until a request is done. */
  private <T> T await(SoloRequest<L, T> request) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return request.future().get();
        } catch (InterruptedException e) {
          interrupted = true;
          if (withdraw(request)) {
            throw RequestFailures.interrupted(e);
          }
        }
      }
    } catch (ExecutionException e) {
      throw EngineException.wrap(e.getCause() == null ? e : e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void awaitEmpty(long nanos) {
    long remaining = nanos;
    try {
      while (queue.requests() > 0 && remaining > 0) {
        remaining = left.awaitNanos(remaining);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // no patience
    }
  }
}
