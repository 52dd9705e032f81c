package io.heed.server.http;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;

/**
 * The last handler of a connection: ends those that no other handler ended. Of HTTP/2 that means
 * GOAWAY, and the end after the streams at work.
 */
final class ConnectionEnd extends ChannelInboundHandlerAdapter {
  private static final System.Logger LOGGER = System.getLogger(ConnectionEnd.class.getName());

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ReferenceCountUtil.release(message); // settings and the like
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == OpenConnections.DRAIN
        || event == RequestTimer.EXPIRED
        || (event instanceof IdleStateEvent && !hasStreams(ctx))) {
      ChannelFuture unused = ctx.close();
    }
    ReferenceCountUtil.release(event);
  }

  private static boolean hasStreams(ChannelHandlerContext ctx) {
    Http2FrameCodec codec = ctx.pipeline().get(Http2FrameCodec.class);
    return codec != null && codec.connection().numActiveStreams() > 0;
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    LOGGER.log(System.Logger.Level.DEBUG, "a connection failed", cause);
    ChannelFuture unused = ctx.close();
  }
}
