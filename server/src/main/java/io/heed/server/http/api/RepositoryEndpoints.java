package io.heed.server.http.api;

import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import io.heed.server.http.json.JsonFormat;
import io.heed.server.http.json.RepositoryBody;
import io.heed.server.http.route.HttpAnswer;
import io.heed.server.http.route.HttpCall;
import io.heed.server.http.route.PendingAnswer;
import io.heed.server.repository.IndexEntry;
import io.heed.server.repository.ModelState;
import io.heed.server.service.ModelService;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;

/** Triton's model repository extension. Thread-safe; models are loaded by workers. */
public final class RepositoryEndpoints {
  private final ModelService service;

  /** Over the repository of a service. */
  public RepositoryEndpoints(ModelService service) {
    this.service = service;
  }

  /** {@code v2/repository/index}. */
  public CompletableFuture<HttpAnswer> index(HttpCall call) {
    boolean ready = RepositoryBody.read(call.body()).ready();
    return CompletableFuture.completedFuture(
        HttpAnswer.json(
            JsonFormat.write(
                call.allocator(),
                json -> {
                  json.writeStartArray();
                  for (IndexEntry entry : service.repository().index()) {
                    if (!ready || entry.state() == ModelState.READY) {
                      json.writeStartObject();
                      json.writeStringProperty("name", entry.name());
                      if (entry.version() > 0) {
                        json.writeStringProperty("version", Long.toString(entry.version()));
                      }
                      json.writeStringProperty("state", entry.state().name());
                      json.writeStringProperty("reason", entry.reason());
                      json.writeEndObject();
                    }
                  }
                  json.writeEndArray();
                })));
  }

  /** {@code v2/repository/models/{model}/load}. */
  public CompletableFuture<HttpAnswer> load(HttpCall call) {
    String model = call.variable("model");
    Set<String> parameters = RepositoryBody.read(call.body()).parameters().keySet();
    return later(() -> service.load(model, parameters));
  }

  /** {@code v2/repository/models/{model}/unload}. */
  public CompletableFuture<HttpAnswer> unload(HttpCall call) {
    String model = call.variable("model");
    Set<String> parameters = RepositoryBody.read(call.body()).parameters().keySet();
    return later(() -> service.unload(model, parameters));
  }

  private CompletableFuture<HttpAnswer> later(Runnable work) {
    PendingAnswer pending = new PendingAnswer();
    try {
      service
          .workers()
          .execute(
              () -> {
                try {
                  work.run();
                  pending.deliver(HttpAnswer.empty(200));
                } catch (RuntimeException e) {
                  pending.completeExceptionally(e);
                }
              });
    } catch (RejectedExecutionException e) {
      throw new ServerException(Status.OVERLOADED, "too much is waiting for the workers", e);
    }
    return pending;
  }
}
