package io.heed.server.http;

import io.heed.server.net.BindFailure;
import io.heed.server.net.EventLoops;
import io.heed.server.net.Listener;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A port that speaks HTTP/1.1 and HTTP/2 (RFC 9110, 9112, 9113), on the front end's event loops.
 * Without TLS a client of HTTP/2 begins with its preface or by {@code Upgrade: h2c}; with TLS ALPN
 * decides. When it stops, idle connections are closed, and the others after the requests they have;
 * clients are told by {@code Connection: close} or GOAWAY. Thread-safe.
 */
public final class HttpListener implements Listener {
  private static final int BACKLOG = 1024;

  private final Channel server;
  private final OpenConnections connections;
  private final int port;

  private HttpListener(Channel server, OpenConnections connections, int port) {
    this.server = server;
    this.connections = connections;
    this.port = port;
  }

  /**
   * Opens a port.
   *
   * @param address where; port 0 takes any free one
   * @param tls for a port with TLS, which offers {@code h2} and {@code http/1.1} if it is to have
   *     both
   * @throws io.heed.server.error.ServerException if the port cannot be had
   */
  public static HttpListener open(
      EventLoops loops,
      InetSocketAddress address,
      HttpRoutes routes,
      HttpSettings settings,
      @Nullable SslContext tls) {
    OpenConnections connections = new OpenConnections();
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loops.accepting(), loops.serving())
            .channelFactory(loops.channelFactory())
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childHandler(new ConnectionPipeline(connections, routes.bind(settings), settings, tls))
            .bind(address)
            .awaitUninterruptibly();
    Throwable failure = bound.cause();
    if (failure != null) {
      throw BindFailure.of(
          "HTTP",
          address,
          failure instanceof IOException io ? io : new IOException(failure.getMessage(), failure));
    }
    int port = ((InetSocketAddress) bound.channel().localAddress()).getPort();
    return new HttpListener(bound.channel(), connections, port);
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public void stop() {
    ChannelFuture unused = server.close();
    connections.drain();
  }

  @Override
  public boolean awaitDrained(long nanos) throws InterruptedException {
    long end = System.nanoTime() + nanos;
    return server.closeFuture().await(nanos, TimeUnit.NANOSECONDS)
        && connections.awaitNone(end - System.nanoTime());
  }

  @Override
  public void abort() {
    ChannelFuture unused = server.close();
    connections.abort();
  }
}
