package io.heed.server.net;

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
  private final Class<? extends ServerChannel> serverChannelType;

  private EventLoops(
      IoHandlerFactory handlers, Class<? extends ServerChannel> serverChannelType, int threads) {
    this.accepting = group("heed-accept", 1, handlers);
    this.serving = group("heed-io", threads, handlers);
    this.serverChannelType = serverChannelType;
  }

  /** Starts event loops of the best kind that this machine has. */
  public static EventLoops create(int threads) {
    return Epoll.isAvailable() ? epoll(threads) : nio(threads);
  }

  static EventLoops epoll(int threads) {
    return new EventLoops(EpollIoHandler.newFactory(), EpollServerSocketChannel.class, threads);
  }

  static EventLoops nio(int threads) {
    return new EventLoops(NioIoHandler.newFactory(), NioServerSocketChannel.class, threads);
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

  /** The class of sockets that fits these loops. */
  public Class<? extends ServerChannel> serverChannelType() {
    return serverChannelType;
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
