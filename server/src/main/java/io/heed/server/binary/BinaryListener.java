package io.heed.server.binary;

import io.heed.server.access.AccessPolicy;
import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import io.heed.server.net.BindFailure;
import io.heed.server.net.EventLoops;
import io.heed.server.net.Listener;
import io.heed.server.service.ModelService;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.ChannelGroupFuture;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A port that speaks the lean binary protocol, on the front end's event loops. As soon as it stops,
 * its clients are told to go elsewhere; what they have asked is answered. Thread-safe.
 */
public final class BinaryListener implements Listener {
  private static final String STOPS = "the server stops";
  private static final int BACKLOG = 1024;

  private final ModelService service;
  private final AccessPolicy access;
  private final BinarySettings settings;
  private final @Nullable SslContext tls;
  private final ChannelGroup connections;
  private volatile boolean stopped;

  @SuppressWarnings("NullAway.Init") // set before anybody has the listener
  private Channel acceptor;

  private BinaryListener(
      EventLoops loops,
      ModelService service,
      AccessPolicy access,
      BinarySettings settings,
      @Nullable SslContext tls) {
    this.service = service;
    this.access = access;
    this.settings = settings;
    this.tls = tls;
    this.connections = new DefaultChannelGroup("heed-binary", loops.accepting().next());
  }

  /**
   * Opens a port.
   *
   * @param address where; port 0 takes any free one
   * @param access asked once a connection, for the right to infer
   * @param tls null for plain TCP
   * @throws ServerException (UNAVAILABLE) if the port cannot be had
   */
  public static BinaryListener open(
      EventLoops loops,
      InetSocketAddress address,
      ModelService service,
      AccessPolicy access,
      BinarySettings settings,
      @Nullable SslContext tls) {
    BinaryListener listener = new BinaryListener(loops, service, access, settings, tls);
    int high = settings.highWaterBytes();
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loops.accepting(), loops.serving())
            .channelFactory(loops.channelFactory())
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(
                ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(high / 2, high))
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    listener.accepted(channel);
                  }
                })
            .bind(address)
            .awaitUninterruptibly();
    Throwable failure = bound.cause();
    if (failure != null) {
      throw BindFailure.of(
          "binary",
          address,
          failure instanceof IOException io ? io : new IOException(failure.getMessage(), failure));
    }
    listener.acceptor = bound.channel();
    return listener;
  }

  private void accepted(Channel channel) {
    connections.add(channel);
    ServerException unwanted = stopped ? new ServerException(Status.UNAVAILABLE, STOPS) : null;
    SslContext secured = tls;
    if (secured != null) {
      channel.pipeline().addLast(secured.newHandler(channel.alloc()));
    }
    channel.pipeline().addLast(new BinaryConnection(service, access, settings, unwanted));
  }

  @Override
  public int port() {
    return ((InetSocketAddress) acceptor.localAddress()).getPort();
  }

  @Override
  public void stop() {
    stopped = true;
    ChannelFuture unused = acceptor.close();
    for (Channel channel : connections) {
      channel.eventLoop().execute(() -> drain(channel));
    }
  }

  private static void drain(Channel channel) {
    BinaryConnection connection = channel.pipeline().get(BinaryConnection.class);
    if (connection != null) {
      connection.drain(STOPS);
    }
  }

  @Override
  public boolean awaitDrained(long nanos) throws InterruptedException {
    long end = System.nanoTime() + nanos;
    return acceptor.closeFuture().await(nanos, TimeUnit.NANOSECONDS)
        && awaitNoConnection(Math.max(0, end - System.nanoTime()));
  }

  /** Waits for those connections to end that there are. */
  boolean awaitNoConnection(long nanos) throws InterruptedException {
    return connections.newCloseFuture().await(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void abort() {
    stopped = true;
    ChannelFuture unused = acceptor.close();
    ChannelGroupFuture ignored = connections.close();
  }
}
