package io.heed.server.http;

import io.heed.server.http.route.HttpFailure;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import org.jspecify.annotations.Nullable;

/** What a request's head must be before its body is read. Stateless. */
final class HeadCheck {
  private HeadCheck() {}

  /** What is wrong with a head or a part of a body that could not be read. */
  static HttpFailure unreadable(@Nullable Throwable cause) {
    if (cause instanceof TooLongHttpLineException) {
      return new HttpFailure(414, "request line: " + cause.getMessage());
    }
    if (cause instanceof TooLongHttpHeaderException) {
      return new HttpFailure(431, "headers: " + cause.getMessage());
    }
    return new HttpFailure(
        400, "request: found no HTTP, " + (cause == null ? "expected it" : cause.getMessage()));
  }

  /** How long the body is said to be; negative if it is not. */
  static long announced(HttpRequest head, int maxBytes) {
    long announced;
    try {
      announced = HttpUtil.getContentLength(head, -1L);
    } catch (NumberFormatException e) {
      throw new HttpFailure(
          400,
          "header Content-Length: found \""
              + head.headers().get(HttpHeaderNames.CONTENT_LENGTH)
              + "\", expected a number");
    }
    if (announced > maxBytes) {
      throw tooLarge(maxBytes);
    }
    return announced;
  }

  static HttpFailure tooLarge(int maxBytes) {
    return new HttpFailure(413, "request body: found more than " + maxBytes + " bytes");
  }

  /** Whether the client waits before it sends the body. */
  static boolean expectsContinue(HttpRequest head) {
    String expected = head.headers().get(HttpHeaderNames.EXPECT);
    if (expected == null || !head.protocolVersion().isKeepAliveDefault()) {
      return false; // HTTP/1.0 knows no such thing
    }
    if (!HttpHeaderValues.CONTINUE.contentEqualsIgnoreCase(expected)) {
      throw new HttpFailure(
          417, "header Expect: found \"" + expected + "\", expected 100-continue");
    }
    return true;
  }
}
