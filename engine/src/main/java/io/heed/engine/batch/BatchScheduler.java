package io.heed.engine.batch;

import io.heed.engine.error.EngineException;
import io.heed.engine.metrics.EngineLoad;
import io.heed.engine.metrics.EngineMetrics;
import io.heed.engine.metrics.GuardedMetrics;
import io.heed.engine.metrics.Outcome;
import io.heed.engine.metrics.QueueEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Brings waiting requests and idle lanes together. Thread-safe; owns lanes and worker threads until
 * {@link #close}.
 *
 * <p>Work-conserving: an idle lane takes what waits at once, and nothing ever waits for a timer. A
 * blocking caller that finds a lane idle and nobody waiting runs its request on its own thread, so
 * that a lone caller pays for no change of threads; all others are served by a worker a lane.
 *
 * <p>One lock guards queue, permits and idle lanes, and is held for a choice, never for a run or a
 * caller's code. A request's permit is taken under it with the request's entry and given back under
 * it before the request's future is completed, so that who hears of an answer finds the room free.
 *
 * @param <R> the outputs of a run
 */
public final class BatchScheduler<R> implements EngineLoad, AutoCloseable {
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(30);

  private final BatchPolicy policy;
  private final LongSupplier ticker;
  private final EngineMetrics metrics;
  private final RunTimeEstimate estimate = new RunTimeEstimate();
  private final LaneWorkers workers;
  private final int laneCount;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final Condition room = lock.newCondition();
  private final RequestQueue<R> queue = new RequestQueue<>();
  private final Admission admission;
  private final IdleLanes<R> idle;
  private final WaitingRequests<R> waiting;
  private final int[] chosen;
  private boolean closed;
  private boolean stopped;

  /**
   * A scheduler with a lane for each runner, whose threads run.
   *
   * @param padId the token id of padding
   * @param ticker nanoseconds from a fixed but arbitrary moment; {@code System::nanoTime}
   */
  public BatchScheduler(
      List<? extends BatchRunner<R>> runners,
      BatchPolicy policy,
      QueueLimits limits,
      long padId,
      LongSupplier ticker,
      EngineMetrics metrics) {
    this(runners, 1, policy, limits, padId, ticker, metrics);
  }

  /**
   * The same with runners on several devices, among which work is spread.
   *
   * @param devices runner {@code i} is on device {@code i % devices}
   */
  public BatchScheduler(
      List<? extends BatchRunner<R>> runners,
      int devices,
      BatchPolicy policy,
      QueueLimits limits,
      long padId,
      LongSupplier ticker,
      EngineMetrics metrics) {
    this.policy = policy;
    this.ticker = ticker;
    this.metrics = new GuardedMetrics(metrics);
    this.laneCount = runners.size();
    this.idle = new IdleLanes<>(devices);
    this.admission = new Admission(limits);
    this.waiting = new WaitingRequests<>(policy.window());
    this.chosen = new int[policy.maxRows()];
    for (int i = 0; i < laneCount; i++) {
      TokenBatch batch = new TokenBatch(padId);
      BatchRunner<R> runner = runners.get(i);
      idle.push(new Lane<>(i % devices, runner, batch, policy, ticker, estimate, this.metrics));
    }
    this.workers = LaneWorkers.start(laneCount, "heed-lane-", this::work);
    this.metrics.attached(this);
  }

  /** The ticker, in which deadlines are given. */
  public long nanoTime() {
    return ticker.getAsLong();
  }

  /**
   * Refuses as {@link #submit} would if there is no permit for any request now. A request that
   * follows may still be refused: others may be quicker.
   *
   * @throws EngineException of kind OVERLOADED or CLOSED
   */
  public void requireRoom() {
    EngineException refusal = null;
    lock.lock();
    try {
      if (closed) {
        refusal = RequestFailures.closed();
      } else if (admission.isFull()) {
        refusal = admission.refusal(1);
      }
    } finally {
      lock.unlock();
    }
    throwIfRefused(refusal);
  }

  /**
   * Enqueues; returns at once. The request's future tells the rest.
   *
   * @throws EngineException of kind OVERLOADED if there is no permit, CLOSED after {@link #close}
   */
  public void submit(Request<R, ?> request) {
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
    throwIfRefused(refusal);
  }

  /**
   * Enqueues as soon as there is a permit; blocks until then.
   *
   * @throws EngineException of kind CLOSED after {@link #close}, CANCELLED if the thread is
   *     interrupted
   */
  public void submitWhenAdmitted(Request<R, ?> request) {
    EngineException refusal = null;
    lock.lock();
    try {
      request.arrived(ticker.getAsLong());
      while (!closed && !admission.admit(request)) {
        room.await();
      }
      if (closed) {
        refusal = RequestFailures.closed();
      } else {
        enqueue(request);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      refusal = RequestFailures.interrupted(e);
    } finally {
      lock.unlock();
    }
    throwIfRefused(refusal);
  }

  /**
   * Runs a request and blocks until it is done.
   *
   * @throws EngineException of kind OVERLOADED, DEADLINE_EXCEEDED, CANCELLED (by an interrupt),
   *     CLOSED, or what the run or the decoder threw
   */
  public <T> T call(Request<R, T> request) {
    Lane<R> lane = null;
    EngineException refusal;
    lock.lock();
    try {
      refusal = enter(request);
      if (refusal == null && queue.size() == 0 && !idle.isEmpty()) {
        lane = idle.pop();
        lane.add(request);
      } else if (refusal == null) {
        enqueue(request);
      }
    } finally {
      lock.unlock();
    }
    throwIfRefused(refusal);
    if (lane != null) {
      execute(lane);
    }
    return await(request.future());
  }

  @Override
  public int requests() {
    lock.lock();
    try {
      return admission.requests();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long tokens() {
    lock.lock();
    try {
      return admission.tokens();
    } finally {
      lock.unlock();
    }
  }

  /** {@link #close(Duration)} with 30 seconds. */
  @Override
  public void close() {
    close(CLOSE_PATIENCE);
  }

  /**
   * Admits nothing more, lets what is inside come to its end for as long as the patience, and fails
   * with kind CLOSED what then still waits. A run under way cannot be interrupted; one that
   * outlasts the patience frees its lane when it ends.
   */
  public void close(Duration patience) {
    List<Request<R, ?>> left = new ArrayList<>();
    boolean allIdle;
    lock.lock();
    try {
      if (stopped) {
        return;
      }
      closed = true;
      room.signalAll();
      awaitEmpty(patience.toNanos());
      for (Request<R, ?> each = queue.first(); each != null; each = queue.first()) {
        each.fail(RequestFailures.closed());
        drop(each, left);
      }
      stopped = true;
      work.signalAll();
      allIdle = idle.size() == laneCount;
      idle.forEach(Lane::close);
      idle.clear();
    } finally {
      lock.unlock();
    }
    left.forEach(request -> deliver(request, ticker.getAsLong()));
    if (allIdle) { // else a worker may take as long as its run
      workers.join();
    }
  }

  private void work() {
    List<Request<R, ?>> dropped = new ArrayList<>();
    while (true) {
      Lane<R> lane;
      boolean runs;
      lock.lock();
      try {
        while (!stopped && (queue.size() == 0 || idle.isEmpty())) {
          work.awaitUninterruptibly();
        }
        if (stopped) {
          return;
        }
        lane = idle.pop();
        choose(lane, dropped);
        runs = !lane.isEmpty();
        if (!runs) {
          idle.push(lane);
        }
      } finally {
        lock.unlock();
      }
      dropped.forEach(request -> deliver(request, ticker.getAsLong()));
      dropped.clear();
      if (runs) {
        execute(lane);
      }
    }
  }

  /** Runs a lane's requests, frees the lane and the permits, then tells the callers. */
  private void execute(Lane<R> lane) {
    lane.run();
    Request<R, ?>[] done = lane.take();
    lock.lock();
    try {
      for (Request<R, ?> request : done) {
        admission.release(request);
      }
      if (stopped) {
        lane.close();
      } else {
        idle.push(lane);
        if (queue.size() > 0) {
          work.signal();
        }
      }
      room.signalAll();
    } finally {
      lock.unlock();
    }
    for (Request<R, ?> request : done) {
      finish(request);
    }
  }

  private void finish(Request<R, ?> request) {
    EngineException failure = request.failure();
    Outcome outcome = failure == null ? Outcome.OK : RequestFailures.outcome(failure);
    QueueEvent.record(outcome, request.queueNanos());
    metrics.finished(outcome, request.queueNanos(), request.runNanos());
    request.deliver();
  }

  /** Tells the caller of a request that never ran. */
  private void deliver(Request<R, ?> request, long now) {
    EngineException failure = request.failure();
    Outcome outcome = failure == null ? Outcome.CANCELLED : RequestFailures.outcome(failure);
    request.ran(now, now);
    QueueEvent.record(outcome, request.queueNanos());
    metrics.finished(outcome, request.queueNanos(), 0);
    request.deliver();
  }

  /** Moves the policy's choice into the lane; takes out who need not run on the way. */
  private void choose(Lane<R> lane, List<Request<R, ?>> dropped) {
    long now = ticker.getAsLong();
    Request<R, ?> each = queue.first();
    while (each != null && !waiting.isFull()) {
      Request<R, ?> after = queue.after(each);
      if (each.future().isDone()) {
        drop(each, dropped);
      } else if (each.deadlineNanos() != Request.NEVER
          && now + estimate.nanos(each.tokens().length()) > each.deadlineNanos()) {
        each.fail(
            RequestFailures.late("it waited too long for its answer to come before its deadline"));
        drop(each, dropped);
      } else {
        waiting.add(each);
      }
      each = after;
    }
    if (waiting.count() > 0) {
      take(lane, dropped);
      waiting.clear();
    }
    if (queue.size() > 0 && !idle.isEmpty()) {
      work.signal();
    }
  }

  /** The policy may be the application's, so that it may choose nothing, or one text twice. */
  private void take(Lane<R> lane, List<Request<R, ?>> dropped) {
    RuntimeException fault = null;
    try {
      int count = policy.choose(waiting, chosen);
      for (int i = 0; i < count; i++) {
        Request<R, ?> request = waiting.take(chosen[i]);
        queue.remove(request);
        lane.add(request);
      }
    } catch (RuntimeException e) {
      fault = e;
    }
    if (lane.isEmpty()) {
      Request<R, ?> head = waiting.take(0);
      head.fail(
          EngineException.wrap(
              fault != null ? fault : new IllegalStateException("the policy chose no text")));
      drop(head, dropped);
    }
  }

  private void drop(Request<R, ?> request, List<Request<R, ?>> dropped) {
    queue.remove(request);
    admission.release(request);
    dropped.add(request);
    room.signalAll();
  }

  /** Takes a permit; the reason if there is none to be had. */
  private @Nullable EngineException enter(Request<R, ?> request) {
    long now = ticker.getAsLong();
    request.arrived(now);
    if (closed) {
      return RequestFailures.closed();
    }
    if (request.deadlineNanos() <= now) {
      return RequestFailures.late("its deadline had passed when it came");
    }
    return admission.admit(request) ? null : admission.refusal(request.tokens().length());
  }

  private void throwIfRefused(@Nullable EngineException refusal) {
    if (refusal != null) {
      metrics.finished(RequestFailures.outcome(refusal), 0, 0);
      throw refusal;
    }
  }

  private void enqueue(Request<R, ?> request) {
    queue.add(request);
    if (!idle.isEmpty()) {
      work.signal();
    }
  }

  private void awaitEmpty(long nanos) {
    long left = nanos;
    try {
      while (admission.requests() > 0 && left > 0) {
        left = room.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // no patience
    }
  }

  /**
   * Blocks until an answer is there; an interrupt cancels it.
   *
   * @throws EngineException what the future failed with, or of kind CANCELLED
   */
  public static <T> T await(CompletableFuture<T> answer) {
    try {
      return answer.get();
    } catch (InterruptedException e) {
      answer.cancel(false);
      Thread.currentThread().interrupt();
      throw RequestFailures.interrupted(e);
    } catch (CancellationException e) {
      throw new EngineException(EngineException.Kind.CANCELLED, "the request was cancelled", e);
    } catch (ExecutionException e) {
      throw EngineException.wrap(e.getCause() == null ? e : e.getCause());
    }
  }
}
