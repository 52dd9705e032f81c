package io.heed.server.client;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The event loops of all clients of the process, whatever their transport: daemon threads, begun
 * for the first client and ended after the last. Thread-safe.
 */
final class ClientLoops {
  /** One serves some 100,000 requests a second; more than a few take cores from the callers. */
  private static final int MOST_THREADS = 4;

  private static final Object LOCK = new Object();

  private static @Nullable EventLoopGroup group;
  private static int users;

  private ClientLoops() {}

  /** The class of sockets that fits the loops. */
  static Class<? extends Channel> channelType() {
    return Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class;
  }

  /** The loops, to be given back once. */
  static EventLoopGroup take() {
    synchronized (LOCK) {
      EventLoopGroup taken = group;
      if (taken == null) {
        int threads =
            Math.max(1, Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors() / 2));
        taken =
            new MultiThreadIoEventLoopGroup(
                threads,
                new DefaultThreadFactory("heed-client", true, Thread.NORM_PRIORITY),
                Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        group = taken;
      }
      users++;
      return taken;
    }
  }

  /** Gives the loops back; the last one ends the threads. */
  static void giveBack() {
    synchronized (LOCK) {
      EventLoopGroup taken = group;
      users--;
      if (users == 0 && taken != null) {
        group = null;
        Future<?> unused = taken.shutdownGracefully(0, 1, TimeUnit.SECONDS);
      }
    }
  }
}
