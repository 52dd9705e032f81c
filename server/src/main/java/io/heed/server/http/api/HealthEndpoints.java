package io.heed.server.http.api;

import io.heed.server.http.route.HttpAnswer;
import io.heed.server.http.route.HttpCall;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * Whether the server lives and is ready, by the status: 200 or 400 (Open Inference Protocol, health
 * endpoints). Thread-safe.
 */
public final class HealthEndpoints {
  private static final int NOT_READY = 400;

  private final BooleanSupplier ready;

  /** By what says whether the server is ready. */
  public HealthEndpoints(BooleanSupplier ready) {
    this.ready = ready;
  }

  /** {@code v2/health/live}. */
  public CompletableFuture<HttpAnswer> live(HttpCall call) {
    return Answers.object(call, json -> json.writeBooleanProperty("live", true));
  }

  /** {@code v2/health/ready}; the protocol's text calls the field {@code live} here too. */
  public CompletableFuture<HttpAnswer> ready(HttpCall call) {
    boolean value = ready.getAsBoolean();
    return Answers.object(
        call,
        value ? 200 : NOT_READY,
        json -> {
          json.writeBooleanProperty("ready", value);
          json.writeBooleanProperty("live", value);
        });
  }
}
