package io.heed.server.http;

import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerUpgradeHandler;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.util.AsciiString;
import java.util.function.Supplier;

/**
 * Takes a client's offer to go over to HTTP/2 ({@code Upgrade: h2c}, RFC 7540, section 3.2) with
 * its first request, if that is a small one: it is held in memory for that. Other requests go on as
 * HTTP/1.1, as the offer allows.
 */
final class UpgradeGate extends HttpServerUpgradeHandler {
  private static final int MAX_BODY_BYTES = 64 << 10;

  UpgradeGate(HttpServerCodec codec, Supplier<UpgradeCodec> http2) {
    super(
        codec,
        protocol ->
            AsciiString.contentEquals(Http2CodecUtil.HTTP_UPGRADE_PROTOCOL_NAME, protocol)
                ? http2.get()
                : null,
        MAX_BODY_BYTES,
        true);
  }

  @Override
  protected boolean shouldHandleUpgradeRequest(HttpRequest request) {
    return !HttpUtil.isTransferEncodingChunked(request)
        && !HttpUtil.is100ContinueExpected(request)
        && HttpUtil.getContentLength(request, 0L) <= MAX_BODY_BYTES;
  }
}
