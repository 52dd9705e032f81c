package io.heed.server.http.json;

import io.netty.buffer.ByteBuf;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JsonToken;

/**
 * A request of Triton's model repository extension; an empty body says nothing. Immutable.
 *
 * @param ready whether only models that are ready are wanted
 * @param parameters of loading or unloading
 */
public record RepositoryBody(boolean ready, Map<String, Object> parameters) {
  /** Reads a body. */
  public static RepositoryBody read(ByteBuf body) {
    if (!body.isReadable()) {
      return new RepositoryBody(false, Map.of());
    }
    return JsonFormat.readObject(
        body,
        parser -> {
          boolean ready = false;
          Map<String, Object> parameters = new LinkedHashMap<>();
          while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String field = parser.currentName();
            parser.nextToken();
            switch (field) {
              case "ready" -> ready = JsonFields.truth(parser, field);
              case "parameters" -> parameters.putAll(JsonFields.parameters(parser, field));
              default -> parser.skipChildren();
            }
          }
          return new RepositoryBody(ready, parameters);
        });
  }
}
