package io.heed.server.binary;

import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Looks from time to time whether a connection is too slow: in saying hello, in the middle of a
 * frame, in taking answers, or in asking anything at all. Confined to the event loop.
 */
final class ConnectionWatch {
  /** A timeout is noticed late by up to this part of it. */
  private static final int PART = 8;

  private final BinarySettings settings;
  private final long tickNanos;
  private long beginNanos;
  private long frameNanos;
  private long partialNanos;
  private long stuckNanos;
  private boolean greeted;
  private boolean partial;
  private boolean stuck;

  ConnectionWatch(BinarySettings settings) {
    this.settings = settings;
    Duration shortest = settings.helloTimeout();
    for (Duration each : new Duration[] {settings.idleTimeout(), settings.frameTimeout()}) {
      shortest = each.compareTo(shortest) < 0 ? each : shortest;
    }
    this.tickNanos = Math.max(TimeUnit.MILLISECONDS.toNanos(1), shortest.toNanos() / PART);
  }

  /** Begins; the task runs until the loop or its owner ends it by returning false. */
  void begin(EventLoop loop, Tick tick) {
    beginNanos = System.nanoTime();
    frameNanos = beginNanos;
    again(loop, tick);
  }

  private void again(EventLoop loop, Tick tick) {
    java.util.concurrent.Future<?> unused =
        loop.schedule(
            () -> {
              if (tick.goesOn()) {
                again(loop, tick);
              }
            },
            tickNanos,
            TimeUnit.NANOSECONDS);
  }

  /** Hello was said. */
  void greeted() {
    greeted = true;
  }

  /** Whole frames were read. */
  void frame() {
    frameNanos = System.nanoTime();
    partial = false;
  }

  /** Whether the client owes the rest of a frame. */
  void partial(boolean value) {
    if (value && !partial) {
      partialNanos = System.nanoTime();
    }
    partial = value;
  }

  /** Whether the client has to take answers before anything else is read. */
  void stuck(boolean value) {
    if (value && !stuck) {
      stuckNanos = System.nanoTime();
    }
    stuck = value;
  }

  /** Whether the client has taken nothing for too long. */
  boolean isStuck() {
    return stuck && System.nanoTime() - stuckNanos > settings.frameTimeout().toNanos();
  }

  /** Whether the client asks nothing. */
  boolean isIdle() {
    return greeted && System.nanoTime() - frameNanos > settings.idleTimeout().toNanos();
  }

  /** Why the connection ends now; null if it does not. */
  @Nullable ServerException problem() {
    long now = System.nanoTime();
    if (!greeted && now - beginNanos > settings.helloTimeout().toNanos()) {
      return slow("found no hello within " + settings.helloTimeout().toMillis() + " ms");
    }
    if (partial && now - partialNanos > settings.frameTimeout().toNanos()) {
      return slow(
          "found a frame that was begun, but not complete within "
              + settings.frameTimeout().toMillis()
              + " ms");
    }
    return null;
  }

  private static ServerException slow(String problem) {
    return new ServerException(Status.DEADLINE_EXCEEDED, problem);
  }

  /** Is called from time to time. */
  @FunctionalInterface
  interface Tick {
    /** Looks; returns whether to look again. */
    boolean goesOn();
  }
}
