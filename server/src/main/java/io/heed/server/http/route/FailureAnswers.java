package io.heed.server.http.route;

import io.heed.server.error.EngineFailures;
import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import io.heed.server.http.json.JsonFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.concurrent.CompletionException;

/** Failures as answers: {@code {"error": "…"}} with the status. Stateless. */
public final class FailureAnswers {
  private static final System.Logger LOGGER = System.getLogger(FailureAnswers.class.getName());

  private FailureAnswers() {}

  /** The answer to a request that failed. */
  public static HttpAnswer of(ByteBufAllocator allocator, Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof HttpFailure known) {
      HttpAnswer answer =
          HttpAnswer.json(known.code(), body(allocator, String.valueOf(known.getMessage())));
      return new HttpAnswer(answer.status(), answer.contentType(), answer.body(), known.headers());
    }
    ServerException known = EngineFailures.translate(cause);
    if (known.status() == Status.INTERNAL) {
      LOGGER.log(System.Logger.Level.ERROR, "a request failed", cause);
    }
    HttpAnswer answer =
        HttpAnswer.json(HttpStatuses.code(known.status()), body(allocator, known.getMessage()));
    if (known.status() == Status.UNAUTHENTICATED) {
      return answer.with(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer");
    }
    return HttpStatuses.retryAfterSeconds(known.status()).isPresent()
        ? answer.with(
            HttpHeaderNames.RETRY_AFTER,
            Integer.toString(HttpStatuses.retryAfterSeconds(known.status()).getAsInt()))
        : answer;
  }

  private static ByteBuf body(ByteBufAllocator allocator, String message) {
    return JsonFormat.write(
        allocator,
        json -> {
          json.writeStartObject();
          json.writeStringProperty("error", message);
          json.writeEndObject();
        });
  }
}
