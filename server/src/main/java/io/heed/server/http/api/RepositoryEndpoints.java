package io.heed.server.http.api;

import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import io.heed.server.http.json.JsonFormat;
import io.heed.server.http.json.RepositoryBody;
import io.heed.server.http.route.HttpAnswer;
import io.heed.server.http.route.HttpCall;
import io.heed.server.http.route.PendingAnswer;
import io.heed.server.inference.ServedModel;
import io.heed.server.repository.IndexEntry;
import io.heed.server.repository.ModelRepository;
import io.heed.server.repository.ModelState;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Triton's model repository extension. Thread-safe; models are loaded by workers. */
public final class RepositoryEndpoints {
  private static final Duration UNLOAD_WAIT = Duration.ofSeconds(30);

  private final ModelRepository<ServedModel> repository;
  private final Executor workers;

  /**
   * Over a repository.
   *
   * @param workers that may block
   */
  public RepositoryEndpoints(ModelRepository<ServedModel> repository, Executor workers) {
    this.repository = repository;
    this.workers = workers;
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
                  for (IndexEntry entry : repository.index()) {
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
    requireNone("load", model, RepositoryBody.read(call.body()).parameters(), Set.of());
    return later(() -> repository.load(model));
  }

  /** {@code v2/repository/models/{model}/unload}; no model has others that depend on it. */
  public CompletableFuture<HttpAnswer> unload(HttpCall call) {
    String model = call.variable("model");
    requireNone(
        "unload",
        model,
        RepositoryBody.read(call.body()).parameters(),
        Set.of("unload_dependents"));
    return later(() -> repository.unload(model, UNLOAD_WAIT));
  }

  /** Others would bring a configuration or files, which are not taken from clients. */
  private static void requireNone(
      String what, String model, Map<String, Object> parameters, Set<String> known) {
    Set<String> others = new TreeSet<>(parameters.keySet());
    others.removeAll(known);
    if (!others.isEmpty()) {
      throw new ServerException(
          Status.UNSUPPORTED,
          what
              + " of model "
              + model
              + ": found parameters "
              + others
              + ", expected "
              + (known.isEmpty() ? "none" : known)
              + ": a model is loaded as it lies in the repository");
    }
  }

  private CompletableFuture<HttpAnswer> later(Runnable work) {
    PendingAnswer pending = new PendingAnswer();
    try {
      workers.execute(
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
