package io.heed.server.http;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * The last handler of a connection: ends those that no other handler ended. Of HTTP/2 that means
 * GOAWAY, and the end after the streams at work.
 *
 * <p>When the port stops, GOAWAY comes a little after the last answer of the streams that there are
 * then, and new ones are refused meanwhile: the HTTP client of JDK 17 gives up at GOAWAY what it
 * waits for, although RFC 9113, 6.8, has it go on.
 */
final class ConnectionEnd extends ChannelInboundHandlerAdapter {
  private static final System.Logger LOGGER = System.getLogger(ConnectionEnd.class.getName());

  private static final long QUIET_MILLIS = 250;

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ReferenceCountUtil.release(message); // settings and the like
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    Http2FrameCodec codec = ctx.pipeline().get(Http2FrameCodec.class);
    if (event == OpenConnections.DRAIN && codec != null) {
      closeAfterStreams(ctx, codec.connection());
    } else if (event == OpenConnections.DRAIN
        || event == RequestTimer.EXPIRED
        || (event instanceof IdleStateEvent && !hasStreams(ctx))) {
      ChannelFuture unused = ctx.close();
    }
    ReferenceCountUtil.release(event);
  }

  private static void closeAfterStreams(ChannelHandlerContext ctx, Http2Connection connection) {
    int last = connection.remote().lastStreamCreated();
    if (!isAtWork(connection, last)) {
      closeSoon(ctx); // the client may still be reading the last answer
      return;
    }
    connection.addListener(
        new Http2ConnectionAdapter() {
          private boolean told;

          @Override
          public void onStreamRemoved(Http2Stream stream) {
            if (!told && !isAtWork(connection, last)) {
              told = true;
              closeSoon(ctx);
            }
          }
        });
  }

  private static void closeSoon(ChannelHandlerContext ctx) {
    Future<?> unused =
        ctx.executor().schedule(() -> close(ctx), QUIET_MILLIS, TimeUnit.MILLISECONDS);
  }

  private static void close(ChannelHandlerContext ctx) {
    ChannelFuture unused = ctx.close();
  }

  /** Whether one of the streams up to a number is. */
  private static boolean isAtWork(Http2Connection connection, int last) {
    try {
      return connection.forEachActiveStream(stream -> stream.id() > last) != null;
    } catch (Http2Exception e) {
      throw new IllegalStateException(e); // the visitor above throws nothing
    }
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
