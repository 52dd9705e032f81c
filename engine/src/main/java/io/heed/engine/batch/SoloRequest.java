package io.heed.engine.batch;

import io.heed.engine.error.EngineException;
import java.lang.System.Logger;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A request that is a run of its own. Handed from the caller's thread to the scheduler's lock and
 * from there to one thread, which writes its fields.
 *
 * @param <L> the lane
 * @param <T> the answer
 */
public final class SoloRequest<L, T> {
  private static final Logger LOGGER = System.getLogger(SoloRequest.class.getName());

  /** Where a request is. */
  enum State {
    /** Not inside. */
    OUTSIDE,
    /** Admitted, in the queue. */
    WAITING,
    /** In a run. */
    RUNNING
  }

  private final long sizeBytes;
  private final Priority priority;
  private final long deadlineNanos;
  private final LaneTask<L, T> task;
  private final Runnable released;
  private final CompletableFuture<T> future = new CompletableFuture<>();

  /** Guarded by the scheduler's lock. */
  State state = State.OUTSIDE;

  private long arrivalNanos;
  private long startNanos;
  private long endNanos;
  private @Nullable T answer;
  private @Nullable EngineException failure;

  /**
   * A request.
   *
   * @param sizeBytes what it counts for in {@link SoloLimits#maxBytes}
   * @param deadlineNanos in the scheduler's ticker, or {@link Request#NEVER}
   * @param released called exactly once, when the scheduler will not start the task any more and
   *     the task has ended if it was started; before the future is completed
   */
  public SoloRequest(
      long sizeBytes,
      Priority priority,
      long deadlineNanos,
      LaneTask<L, T> task,
      Runnable released) {
    this.sizeBytes = sizeBytes;
    this.priority = priority;
    this.deadlineNanos = deadlineNanos;
    this.task = task;
    this.released = released;
  }

  /** Completed after the request's permit is free again. */
  public CompletableFuture<T> future() {
    return future;
  }

  long sizeBytes() {
    return sizeBytes;
  }

  Priority priority() {
    return priority;
  }

  long deadlineNanos() {
    return deadlineNanos;
  }

  void arrived(long nanos) {
    arrivalNanos = nanos;
  }

  void ran(long start, long end) {
    startNanos = start;
    endNanos = end;
  }

  long queueNanos() {
    return startNanos - arrivalNanos;
  }

  long runNanos() {
    return endNanos - startNanos;
  }

  void run(L lane, long now) {
    answer = Objects.requireNonNull(task.run(lane, now - arrivalNanos), "answer");
  }

  void fail(EngineException why) {
    failure = why;
  }

  @Nullable EngineException failure() {
    return failure;
  }

  void release() {
    try {
      released.run();
    } catch (RuntimeException e) {
      LOGGER.log(Logger.Level.WARNING, "what was to be called at a request's end failed", e);
    }
  }

  /** Tells the caller; runs what the caller hung on the future. */
  void deliver() {
    if (failure != null) {
      future.completeExceptionally(failure);
    } else if (answer != null) {
      future.complete(answer);
    }
  }
}
