package io.heed.server.grpc;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.heed.server.net.BindFailure;
import io.heed.server.net.EventLoops;
import io.heed.server.net.Listener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A port that speaks gRPC, on the front end's event loops. Its clients are told to go elsewhere as
 * soon as it stops, and finish what they have begun. Thread-safe.
 */
public final class GrpcListener implements Listener {
  /**
   * These warn, with stack traces, of clients that go away or send what is wrong, as often as these
   * like. Held here, since the JDK forgets loggers, and their levels, that nobody holds.
   */
  private static final List<Logger> QUIET =
      List.of(
          Logger.getLogger("io.grpc.netty.NettyServerHandler"),
          Logger.getLogger("io.grpc.netty.NettyServerStream"),
          Logger.getLogger("io.grpc.netty.NettyServerTransport"));

  /** A fixed one, since gRPC probes for a better one with pings, one for each call when idle. */
  private static final int WINDOW_BYTES = 1 << 20;

  private final Server server;
  private final Runnable stopping;

  private GrpcListener(Server server, Runnable stopping) {
    this.server = server;
    this.stopping = stopping;
  }

  /**
   * Opens a port.
   *
   * @param address where; port 0 takes any free one
   * @param settings adds services, limits and whatever else is not about threads
   * @param stopping ends calls that have no end of their own
   * @throws io.heed.server.error.ServerException if the port cannot be had
   */
  static GrpcListener open(
      EventLoops loops,
      InetSocketAddress address,
      Consumer<NettyServerBuilder> settings,
      Runnable stopping) {
    QUIET.forEach(GrpcListener::quieten);
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(address)
            .bossEventLoopGroup(loops.accepting())
            .workerEventLoopGroup(loops.serving())
            .channelFactory(loops.channelFactory())
            .flowControlWindow(WINDOW_BYTES);
    settings.accept(builder);
    Server server = builder.build();
    try {
      return new GrpcListener(server.start(), stopping);
    } catch (IOException e) {
      server.shutdownNow();
      throw BindFailure.of("gRPC", address, e);
    }
  }

  private static void quieten(Logger logger) {
    if (logger.getLevel() == null) { // nobody has asked for another one
      logger.setLevel(Level.SEVERE);
    }
  }

  @Override
  public int port() {
    return server.getPort();
  }

  @Override
  public void stop() {
    server.shutdown();
    stopping.run();
  }

  @Override
  public boolean awaitDrained(long nanos) throws InterruptedException {
    return server.awaitTermination(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void abort() {
    server.shutdownNow();
  }
}
