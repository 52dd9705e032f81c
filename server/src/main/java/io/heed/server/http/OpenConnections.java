package io.heed.server.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;

/** The connections of a port, the first handler of each. Thread-safe. */
@Sharable
final class OpenConnections extends ChannelInboundHandlerAdapter {
  /** Tells a connection to end after the requests that it has. */
  static final Object DRAIN = new Object();

  private final Object lock = new Object();
  private final Set<Channel> open = new HashSet<>();
  private volatile boolean draining;

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    Channel channel = ctx.channel();
    boolean late;
    synchronized (lock) {
      open.add(channel);
      late = draining;
    }
    channel.closeFuture().addListener(closed -> remove(channel));
    if (late) {
      drain(channel);
    }
  }

  private void remove(Channel channel) {
    synchronized (lock) {
      open.remove(channel);
      lock.notifyAll();
    }
  }

  /** Whether they are told to end. */
  boolean isDraining() {
    return draining;
  }

  /** Tells all connections, and those to come. */
  void drain() {
    List<Channel> all;
    synchronized (lock) {
      draining = true;
      all = List.copyOf(open);
    }
    all.forEach(OpenConnections::drain);
  }

  private static void drain(Channel channel) {
    try {
      channel.eventLoop().execute(() -> channel.pipeline().fireUserEventTriggered(DRAIN));
    } catch (RejectedExecutionException e) {
      ChannelFuture unused = channel.close(); // its loop has ended
    }
  }

  /** Waits until there is none; says whether that came. */
  boolean awaitNone(long nanos) throws InterruptedException {
    long end = System.nanoTime() + nanos;
    synchronized (lock) {
      while (!open.isEmpty()) {
        long millis = (end - System.nanoTime()) / 1_000_000;
        if (millis <= 0) {
          return false;
        }
        lock.wait(millis);
      }
      return true;
    }
  }

  /** Breaks all off, without a word. */
  void abort() {
    List<Channel> all;
    synchronized (lock) {
      all = List.copyOf(open);
    }
    for (Channel channel : all) {
      ChannelHandlerContext first = channel.pipeline().context(this);
      if (first != null) {
        ChannelFuture unused = first.close(); // past the protocols, which would wait
      } else {
        ChannelFuture unused = channel.close();
      }
    }
  }
}
