package io.heed.server.http.route;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A request that has arrived. Immutable.
 *
 * @param variables of the path, decoded, by name
 * @param headers as they came
 * @param body all of it, not compressed; empty if there is none
 * @param allocator for answers
 * @param eventLoop that the connection is served by
 */
public record HttpCall(
    Map<String, String> variables,
    HttpHeaders headers,
    ByteBuf body,
    ByteBufAllocator allocator,
    Executor eventLoop) {
  /** A variable of the path, empty if the route has none of that name. */
  public String variable(String name) {
    return variables.getOrDefault(name, "");
  }

  /** The value of a header, the first if there are several. */
  public @Nullable String header(CharSequence name) {
    return headers.get(name);
  }

  /** The same with another body. */
  public HttpCall withBody(ByteBuf other) {
    return new HttpCall(variables, headers, other, allocator, eventLoop);
  }
}
