package io.heed.engine.batch;

import io.heed.engine.error.EngineException;
import io.heed.engine.token.TokenSequence;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A text on its way through the queue. Handed from the caller's thread to the queue's lock and from
 * there to one lane, which writes its fields.
 *
 * @param <R> the outputs of a run
 * @param <T> the answer
 */
public final class Request<R, T> {
  /** No deadline. */
  public static final long NEVER = Long.MAX_VALUE;

  private final TokenSequence tokens;
  private final Priority priority;
  private final long deadlineNanos;
  private final RowDecoder<R, T> decoder;
  private final CompletableFuture<T> future = new CompletableFuture<>();

  /** Neighbours in the queue; guarded by its lock. */
  @Nullable Request<R, ?> previous;

  @Nullable Request<R, ?> next;

  /** Whether a permit is held; guarded by the queue's lock. */
  boolean admitted;

  private long arrivalNanos;
  private long startNanos;
  private long endNanos;
  private @Nullable T answer;
  private @Nullable EngineException failure;

  /**
   * A request.
   *
   * @param deadlineNanos in the scheduler's ticker, or {@link #NEVER}
   */
  public Request(
      TokenSequence tokens, Priority priority, long deadlineNanos, RowDecoder<R, T> decoder) {
    this.tokens = tokens;
    this.priority = priority;
    this.deadlineNanos = deadlineNanos;
    this.decoder = decoder;
  }

  /** The text. */
  public TokenSequence tokens() {
    return tokens;
  }

  /** Completed by the lane, after it has left the run and its permit is free again. */
  public CompletableFuture<T> future() {
    return future;
  }

  /** The time from admission to the start of the run. */
  public long queueNanos() {
    return startNanos - arrivalNanos;
  }

  /** The time of the run, shared with the other texts in it. */
  public long runNanos() {
    return endNanos - startNanos;
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

  /** Makes the answer, or notes why there is none. */
  void decode(R outputs, int row) {
    try {
      answer = Objects.requireNonNull(decoder.decode(outputs, row, this), "answer");
    } catch (RuntimeException e) {
      fail(EngineException.wrap(e));
    }
  }

  void fail(EngineException why) {
    failure = why;
  }

  @Nullable EngineException failure() {
    return failure;
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
