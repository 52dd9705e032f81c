package io.heed.server.client;

import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import io.netty.channel.EventLoop;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A request on its way, and the future of who asked. Transports complete it, once at most; it sends
 * itself again where it may. Thread-safe.
 */
abstract class Call<T> extends CompletableFuture<T> {
  private static final long FIRST_RETRY_MILLIS = 10;
  private static final int MOST_DOUBLINGS = 10;

  private final CallSettings settings;
  private final long deadlineNanos;
  private final Transport transport;
  private final int retries;

  /** The connection's name for it; confined to the event loop of the connection. */
  int id;

  /** The one submitted before, while it is handed over; the {@link BinarySlot}'s. */
  @Nullable Call<?> next;

  private int attempts;
  private volatile @Nullable Future<?> timer;
  private volatile @Nullable Runnable withdrawal;

  /**
   * A request.
   *
   * @param retries how often it may be sent again
   */
  Call(CallSettings settings, Transport transport, int retries) {
    this.settings = settings;
    this.transport = transport;
    this.retries = retries;
    this.deadlineNanos =
        settings.deadline().isPresent()
            ? System.nanoTime() + settings.deadline().get().toNanos()
            : 0;
  }

  CallSettings settings() {
    return settings;
  }

  boolean hasDeadline() {
    return settings.deadline().isPresent();
  }

  /** The time that is left; only if there is a deadline. */
  long remainingNanos() {
    return deadlineNanos - System.nanoTime();
  }

  /** What a transport does if the answer is not wanted any more. */
  void onWithdrawal(Runnable action) {
    withdrawal = action;
    if (isDone()) {
      action.run();
    }
  }

  /** Fails it when its time is over; once. */
  void expireOn(EventLoop loop) {
    if (hasDeadline() && timer == null) {
      timer = loop.schedule(this::expired, remainingNanos(), TimeUnit.NANOSECONDS);
    }
  }

  /** It has its answer, so that its time does not count any more. */
  void stopTimer() {
    Future<?> running = timer;
    if (running != null) {
      running.cancel(false);
    }
  }

  /** It failed, and is not sent again. */
  void failed(ServerException failure) {
    stopTimer();
    completeExceptionally(failure);
  }

  /** The time is over. */
  void expired() {
    long millis = TimeUnit.NANOSECONDS.toMillis(settings.deadline().orElseThrow().toNanos());
    if (completeExceptionally(
        new ServerException(
            Status.DEADLINE_EXCEEDED, "found no answer within " + millis + " ms"))) {
      withdraw();
    }
  }

  /**
   * It was certainly not accepted.
   *
   * @param retryAfterMillis the server's wish; 0 for none
   */
  void refused(ServerException failure, long retryAfterMillis) {
    long millis =
        Math.max(retryAfterMillis, FIRST_RETRY_MILLIS << Math.min(attempts, MOST_DOUBLINGS));
    long nanos = TimeUnit.MILLISECONDS.toNanos(millis);
    if (attempts >= retries || isDone() || (hasDeadline() && remainingNanos() <= nanos)) {
      failed(failure);
      return;
    }
    attempts++;
    transport.sendLater(this, nanos);
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    boolean cancelled = super.cancel(mayInterruptIfRunning);
    if (cancelled) {
      withdraw();
    }
    return cancelled;
  }

  private void withdraw() {
    Runnable action = withdrawal;
    if (action != null) {
      action.run();
    }
  }
}
