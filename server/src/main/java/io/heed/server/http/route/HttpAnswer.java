package io.heed.server.http.route;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderValues;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An answer. Its body is to be released by whom it is given to. Immutable.
 *
 * @param status code
 * @param contentType of the body; null without one
 * @param body maybe empty
 * @param headers further ones
 */
public record HttpAnswer(
    int status,
    @Nullable CharSequence contentType,
    ByteBuf body,
    Map<CharSequence, String> headers) {
  private static final int OK = 200;

  /** 200 with JSON. */
  public static HttpAnswer json(ByteBuf body) {
    return json(OK, body);
  }

  /** Any status with JSON. */
  public static HttpAnswer json(int status, ByteBuf body) {
    return new HttpAnswer(status, HttpHeaderValues.APPLICATION_JSON, body, Map.of());
  }

  /** 200 with bytes of a type. */
  public static HttpAnswer of(CharSequence contentType, ByteBuf body) {
    return new HttpAnswer(OK, contentType, body, Map.of());
  }

  /** A status without body. */
  public static HttpAnswer empty(int status) {
    return new HttpAnswer(status, null, Unpooled.EMPTY_BUFFER, Map.of());
  }

  /** The same with one more header. */
  public HttpAnswer with(CharSequence name, String value) {
    Map<CharSequence, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new HttpAnswer(status, contentType, body, more);
  }

  /** The same with another body. */
  public HttpAnswer withBody(ByteBuf other) {
    return new HttpAnswer(status, contentType, other, headers);
  }
}
