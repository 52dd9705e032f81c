package io.heed.server.net;

import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * The threads of the network: one that accepts connections, some that serve them, for all ports
 * together. Native epoll on Linux, where its library is there; NIO elsewhere. Nothing may block on
 * them. Thread-safe; closed once, after the last listener.
 */
public final class EventLoops {
  private final EventLoopGroup accepting;
  private final EventLoopGroup serving;
  private final ChannelFactory<? extends ServerChannel> sockets;
  private final ConnectionLimit limit;

  private EventLoops(
      IoHandlerFactory handlers,
      ChannelFactory<? extends ServerChannel> sockets,
      int threads,
      int maxConnections) {
    this.accepting = group("heed-accept", 1, handlers);
    this.serving = group("heed-io", threads, handlers);
    this.sockets = sockets;
    this.limit = new ConnectionLimit(maxConnections);
  }

  /** Event loops without a limit on connections. */
  public static EventLoops create(int threads) {
    return create(threads, Integer.MAX_VALUE);
  }

  /**
   * Starts event loops of the best kind that this machine has.
   *
   * @param maxConnections of all ports together; those beyond are closed as soon as they are there
   */
  public static EventLoops create(int threads, int maxConnections) {
    if (threads < 1 || maxConnections < 1) {
      throw new IllegalArgumentException(
          "threads, maxConnections: "
              + threads
              + ", "
              + maxConnections
              + ", expected 1 or more each");
    }
    return Epoll.isAvailable() ? epoll(threads, maxConnections) : nio(threads, maxConnections);
  }

  static EventLoops epoll(int threads, int maxConnections) {
    return new EventLoops(
        EpollIoHandler.newFactory(), EpollServerSocketChannel::new, threads, maxConnections);
  }

  static EventLoops nio(int threads, int maxConnections) {
    return new EventLoops(
        NioIoHandler.newFactory(), NioServerSocketChannel::new, threads, maxConnections);
  }

  private static EventLoopGroup group(String name, int threads, IoHandlerFactory handlers) {
    return new MultiThreadIoEventLoopGroup(
        threads, new DefaultThreadFactory(name, true, Thread.NORM_PRIORITY), handlers);
  }

  /** The loop that accepts connections. */
  public EventLoopGroup accepting() {
    return accepting;
  }

  /** The loops that serve connections. */
  public EventLoopGroup serving() {
    return serving;
  }

  /**
   * Makes the sockets of ports, of the kind that fits these loops. What they accept is counted, has
   * TCP_NODELAY and SO_KEEPALIVE, and is closed at once where it is one too many.
   */
  public ChannelFactory<ServerChannel> channelFactory() {
    return () -> {
      ServerChannel socket = sockets.newChannel();
      socket.pipeline().addFirst(limit);
      return socket;
    };
  }

  /** The connections that are open now. */
  public int connections() {
    return limit.open();
  }

  /** The connections that were one too many, since the start. */
  public long refusedConnections() {
    return limit.refused();
  }

  /** Ends the threads, after what they have in hand; waits for that, but no longer than told. */
  void close(long nanos) throws InterruptedException {
    Future<?> first = accepting.shutdownGracefully(0, nanos, TimeUnit.NANOSECONDS);
    Future<?> second = serving.shutdownGracefully(0, nanos, TimeUnit.NANOSECONDS);
    long end = System.nanoTime() + nanos;
    first.await(nanos, TimeUnit.NANOSECONDS);
    second.await(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
  }
}
