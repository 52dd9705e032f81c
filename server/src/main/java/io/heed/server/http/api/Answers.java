package io.heed.server.http.api;

import io.heed.server.http.json.JsonFormat;
import io.heed.server.http.route.HttpAnswer;
import io.heed.server.http.route.HttpCall;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/** Answers that are there at once. Stateless. */
final class Answers {
  private Answers() {}

  static CompletableFuture<HttpAnswer> object(HttpCall call, Consumer<JsonGenerator> fields) {
    return object(call, 200, fields);
  }

  static CompletableFuture<HttpAnswer> object(
      HttpCall call, int status, Consumer<JsonGenerator> fields) {
    return CompletableFuture.completedFuture(
        HttpAnswer.json(
            status,
            JsonFormat.write(
                call.allocator(),
                json -> {
                  json.writeStartObject();
                  fields.accept(json);
                  json.writeEndObject();
                })));
  }
}
