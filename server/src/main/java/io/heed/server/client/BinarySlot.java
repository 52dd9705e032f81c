package io.heed.server.client;

import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A place for a connection: it makes one when there is a request, and another one when that is lost
 * or told to go. After a failure it waits before the next try, twice as long each time, and
 * requests fail meanwhile. Requests are submitted by any thread; all else is confined to one event
 * loop.
 */
final class BinarySlot {
  private static final long FIRST_PAUSE_MILLIS = 50;
  private static final int MOST_DOUBLINGS = 7;

  private final EventLoop loop;
  private final ConnectionSettings settings;
  private final AtomicReference<@Nullable Call<?>> submitted = new AtomicReference<>();
  private final Deque<Call<?>> waiting = new ArrayDeque<>();
  private final Set<BinaryLink> links = new HashSet<>();
  private @Nullable BinaryLink link;
  private boolean connecting;
  private boolean closed;
  private int failures;
  private long notBeforeNanos;
  private ServerException failure = new ServerException(Status.UNAVAILABLE, "not connected yet");
  private volatile boolean promising = true;

  BinarySlot(EventLoop loop, ConnectionSettings settings) {
    this.loop = loop;
    this.settings = settings;
  }

  /** Whether the last try to connect did not fail. */
  boolean isPromising() {
    return promising;
  }

  /** Hands a request over; the first of several wakes the loop. */
  void submit(Call<?> call) {
    Call<?> before;
    do {
      before = submitted.get();
      call.next = before;
    } while (!submitted.compareAndSet(before, call));
    if (before == null) {
      try {
        loop.execute(this::take);
      } catch (RejectedExecutionException e) {
        failAll(submitted.getAndSet(null));
      }
    }
  }

  private static void failAll(@Nullable Call<?> last) {
    for (Call<?> call = last; call != null; call = call.next) {
      call.failed(BinaryTransport.closedFailure());
    }
  }

  private void take() {
    Call<?> last = submitted.getAndSet(null);
    Call<?> first = null;
    while (last != null) {
      Call<?> before = last.next;
      last.next = first;
      first = last;
      last = before;
    }
    while (first != null) {
      Call<?> call = first;
      first = call.next;
      call.next = null;
      enter(call);
    }
    pump();
  }

  private void enter(Call<?> call) {
    if (call.isDone()) {
      return;
    }
    if (waiting.size() >= settings.maxWaiting()) {
      call.refused(
          new ServerException(
              Status.OVERLOADED,
              waiting.size() + " requests wait for " + settings.address() + " already"),
          0);
      return;
    }
    call.onWithdrawal(() -> withdrawn(call));
    call.expireOn(loop);
    waiting.add(call);
  }

  private void withdrawn(Call<?> call) {
    try {
      loop.execute(
          () -> {
            waiting.remove(call);
            links.forEach(each -> each.withdraw(call));
          });
    } catch (RejectedExecutionException e) {
      return; // the connections are gone
    }
  }

  /** Sends what waits, or sees to it that it can be. */
  void pump() {
    if (waiting.isEmpty()) {
      return;
    }
    BinaryLink open = link;
    if (closed) {
      fail(BinaryTransport.closedFailure(), 0);
    } else if (open != null) {
      open.send(waiting);
    } else if (!connecting) {
      long pause = failures == 0 ? 0 : notBeforeNanos - System.nanoTime();
      if (pause > 0) {
        fail(failure, TimeUnit.NANOSECONDS.toMillis(pause) + 1);
      } else {
        connecting = true;
        BinaryConnector.connect(loop, settings, this, links);
      }
    }
  }

  private void fail(ServerException reason, long retryAfterMillis) {
    while (!waiting.isEmpty()) {
      Call<?> call = waiting.remove();
      if (reason.status().isTransient() && !closed) {
        call.refused(reason, retryAfterMillis);
      } else {
        call.failed(reason);
      }
    }
  }

  /** A connection is there, welcomed by the server. */
  void connected(BinaryLink made) {
    connecting = false;
    failures = 0;
    promising = true;
    link = made;
    pump();
  }

  /** There will be no connection. */
  void failedToConnect(ServerException reason) {
    connecting = false;
    promising = false;
    failure = reason;
    long pause = FIRST_PAUSE_MILLIS << Math.min(failures, MOST_DOUBLINGS);
    failures++;
    long millis = pause / 2 + ThreadLocalRandom.current().nextLong(pause / 2 + 1);
    notBeforeNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    fail(reason, millis);
  }

  /** A connection takes no more requests, or has ended. */
  void left(BinaryLink old) {
    if (link == old) {
      link = null;
    }
    pump();
  }

  /** Ends all; may be called by any thread. */
  void close() {
    try {
      loop.execute(
          () -> {
            closed = true;
            pump();
            Set.copyOf(links).forEach(each -> each.end(BinaryTransport.closedFailure()));
          });
    } catch (RejectedExecutionException e) {
      return; // has ended already
    }
  }
}
