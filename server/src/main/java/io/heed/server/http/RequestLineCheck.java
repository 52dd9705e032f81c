package io.heed.server.http;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.util.ReferenceCountUtil;

/**
 * Resets a stream of HTTP/2 whose method or path is missing or could be none of HTTP/1.1 (RFC 9113,
 * 8.1.1 and 8.3.1), before Netty turns it into one: that loses a buffer where it throws. Confined
 * to the event loop.
 */
final class RequestLineCheck extends ChannelInboundHandlerAdapter {
  private boolean refused;

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (refused) {
      ReferenceCountUtil.release(message);
    } else if (message instanceof Http2HeadersFrame head && !isWellFormed(head.headers())) {
      refused = true;
      ChannelFuture unused =
          ctx.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.PROTOCOL_ERROR));
    } else {
      ctx.fireChannelRead(message);
    }
  }

  /** Trailers have no method, nor the status that only an answer has. */
  private static boolean isWellFormed(Http2Headers headers) {
    CharSequence method = headers.method();
    CharSequence path = headers.path();
    if (method == null) {
      return headers.status() == null;
    }
    if (path == null) {
      return false;
    }
    try {
      DefaultHttpRequest unused =
          new DefaultHttpRequest(
              HttpVersion.HTTP_1_1, HttpMethod.valueOf(method.toString()), path.toString());
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
