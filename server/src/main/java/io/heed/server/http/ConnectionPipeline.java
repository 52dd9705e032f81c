package io.heed.server.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2ServerUpgradeCodec;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.timeout.IdleStateHandler;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The handlers of a connection. First those of every connection, then what finds the protocol out,
 * which puts the protocol's own handlers in its place, before the last one.
 */
final class ConnectionPipeline extends ChannelInitializer<Channel> {
  private static final String END = "end";
  private static final int MAX_CHUNK_BYTES = 1 << 20; // so that what arrives at once is not split
  private static final int STREAM_WINDOW_BYTES = 1 << 20;
  private static final long UNTIL_DONE = -1;

  private final OpenConnections connections;
  private final HttpRoutes.Bound routes;
  private final HttpSettings settings;
  private final @Nullable SslContext tls;

  ConnectionPipeline(
      OpenConnections connections,
      HttpRoutes.Bound routes,
      HttpSettings settings,
      @Nullable SslContext tls) {
    this.connections = connections;
    this.routes = routes;
    this.settings = settings;
    this.tls = tls;
  }

  @Override
  protected void initChannel(Channel channel) {
    ChannelPipeline pipeline = channel.pipeline();
    pipeline.addLast(connections);
    pipeline.addLast(
        new IdleStateHandler(true, 0, 0, settings.idleTimeout().toMillis(), TimeUnit.MILLISECONDS));
    if (tls != null) {
      pipeline.addLast(tls.newHandler(channel.alloc()));
      pipeline.addLast(new Negotiation());
    } else {
      pipeline.addLast(new PrefaceSniffer(this));
    }
    pipeline.addLast(END, new ConnectionEnd());
  }

  /** HTTP/1.1; without TLS a client may go over to HTTP/2 with its first request. */
  void speakHttp1(ChannelPipeline pipeline) {
    HttpServerCodec codec =
        new HttpServerCodec(
            new HttpDecoderConfig()
                .setMaxInitialLineLength(settings.maxInitialLineBytes())
                .setMaxHeaderSize(settings.maxHeaderBytes())
                .setMaxChunkSize(MAX_CHUNK_BYTES));
    RequestTimer timer = new RequestTimer(settings.requestTimeout());
    pipeline.addBefore(END, null, timer);
    pipeline.addBefore(END, null, codec);
    if (tls == null) {
      pipeline.addBefore(
          END,
          null,
          new UpgradeGate(
              codec,
              () -> new Http2ServerUpgradeCodec(frames(), new Http2MultiplexHandler(streams()))));
    }
    pipeline.addBefore(END, null, new FlowControlHandler());
    pipeline.addBefore(END, null, new HttpExchanges(routes, settings, timer, null));
  }

  /** HTTP/2 from the first byte. */
  void speakHttp2(ChannelPipeline pipeline) {
    pipeline.addBefore(END, null, frames());
    pipeline.addBefore(END, null, new Http2MultiplexHandler(streams()));
  }

  private Http2FrameCodec frames() {
    return Http2FrameCodecBuilder.forServer()
        .initialSettings(
            Http2Settings.defaultSettings()
                .maxConcurrentStreams(settings.maxRequestsInFlight())
                .maxHeaderListSize(settings.maxHeaderBytes())
                .initialWindowSize(STREAM_WINDOW_BYTES))
        .gracefulShutdownTimeoutMillis(UNTIL_DONE)
        .build();
  }

  private ChannelHandler streams() {
    return new ChannelInitializer<Channel>() {
      @Override
      protected void initChannel(Channel stream) {
        RequestTimer timer = new RequestTimer(settings.requestTimeout());
        stream.pipeline().addLast(timer);
        stream.pipeline().addLast(new RequestLineCheck());
        stream.pipeline().addLast(new Http2StreamFrameToHttpObjectCodec(true));
        stream.pipeline().addLast(new HttpExchanges(routes, settings, timer, connections));
      }
    };
  }

  /** By ALPN; a client that does not take part speaks HTTP/1.1. */
  private final class Negotiation extends ApplicationProtocolNegotiationHandler {
    Negotiation() {
      super(ApplicationProtocolNames.HTTP_1_1);
    }

    @Override
    protected void configurePipeline(ChannelHandlerContext ctx, String protocol) {
      if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
        speakHttp2(ctx.pipeline());
      } else {
        speakHttp1(ctx.pipeline());
      }
    }
  }
}
