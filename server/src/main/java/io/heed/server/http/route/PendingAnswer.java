package io.heed.server.http.route;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * An answer that is worked on. Cancelling it cancels the work; what is delivered too late is
 * released. Thread-safe.
 */
public final class PendingAnswer extends CompletableFuture<HttpAnswer> {
  private volatile @Nullable Future<?> work;

  /** Says what is worked on now. */
  public void follow(Future<?> latest) {
    work = latest;
    if (isCancelled()) {
      latest.cancel(false);
    }
  }

  /** The answer is there. */
  public void deliver(HttpAnswer answer) {
    if (!complete(answer)) {
      answer.body().release();
    }
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    boolean cancelled = super.cancel(mayInterruptIfRunning);
    Future<?> latest = work;
    if (cancelled && latest != null) {
      latest.cancel(false);
    }
    return cancelled;
  }
}
