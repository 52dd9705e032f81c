package io.heed.server.http.api;

import io.heed.engine.RequestOptions;
import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import io.heed.server.http.json.PredictBody;
import io.heed.server.http.json.PredictWriter;
import io.heed.server.http.json.TensorMemory;
import io.heed.server.http.route.HttpAnswer;
import io.heed.server.http.route.HttpCall;
import io.heed.server.inference.InferenceRequest;
import io.heed.server.inference.InferenceResponse;
import io.heed.server.inference.ModelMetadata;
import io.heed.server.inference.Parameters;
import io.heed.server.inference.SchedulePolicy;
import io.heed.server.inference.ServedModel;
import io.heed.server.inference.TensorMetadata;
import io.heed.server.repository.IndexEntry;
import io.heed.server.repository.Lease;
import io.heed.server.repository.ModelState;
import io.heed.server.service.InferenceAnswer;
import io.heed.server.service.InferenceCall;
import io.heed.server.service.ModelService;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Hugging Face's requests: {@code /predict} as text-embeddings-inference answers it, one list of
 * labels for one input; {@code /} and {@code /models/{model}} as the Inference API does, whose
 * clients expect a list of such lists even then. The other tasks' answers are the same in both.
 * Thread-safe.
 */
public final class PredictEndpoint {
  private static final String TOP_K = "top_k";
  private static final long ALL = Integer.MAX_VALUE;

  /** What others do to inputs or scores, and what of it is done here in any case. */
  private static final Map<String, Object> ALWAYS =
      Map.of("truncate", true, "truncation", true, "raw_scores", false);

  private static final Set<String> IGNORED =
      Set.of("truncation_direction", "padding", "wait_for_model", "use_cache", "normalize");

  private final ModelService service;
  private final ModelCalls calls;

  /** Over a service. */
  public PredictEndpoint(ModelService service) {
    this.service = service;
    this.calls = new ModelCalls(service);
  }

  /** {@code /predict}: the first model by name that takes texts. */
  public CompletableFuture<HttpAnswer> predict(HttpCall call) {
    return calls.answer(call, new Talk(call, first(), false));
  }

  /** {@code /}: the same model, the Inference API's answers. */
  public CompletableFuture<HttpAnswer> root(HttpCall call) {
    return calls.answer(call, new Talk(call, first(), true));
  }

  /** {@code /models/{model}}. */
  public CompletableFuture<HttpAnswer> model(HttpCall call) {
    return calls.answer(call, new Talk(call, call.variable("model"), true));
  }

  private String first() {
    for (IndexEntry entry : service.repository().index()) {
      if (entry.state() == ModelState.READY
          && names(entry.name(), ModelMetadata::inputs).contains("text")) {
        return entry.name();
      }
    }
    throw new ServerException(Status.UNAVAILABLE, "no model that takes texts is ready");
  }

  private Set<String> names(String model, Function<ModelMetadata, List<TensorMetadata>> tensors) {
    try (Lease<ServedModel> lease = service.repository().borrow(model, null)) {
      return tensors.apply(lease.model().metadata()).stream()
          .map(TensorMetadata::name)
          .collect(Collectors.toSet());
    }
  }

  /** Entities have labels too, and the number of their text. */
  private static boolean isClassifier(Set<String> outputs) {
    return outputs.contains("label") && !outputs.contains("text_index");
  }

  private final class Talk implements Dialogue {
    private final HttpCall call;
    private final String model;
    private final boolean isInferenceApi;
    private @Nullable PredictBody asked;

    Talk(HttpCall call, String model, boolean isInferenceApi) {
      this.call = call;
      this.model = model;
      this.isInferenceApi = isInferenceApi;
    }

    @Override
    public InferenceCall read(ByteBuf body, TensorMemory memory) {
      PredictBody read = PredictBody.read(body);
      asked = read;
      Map<String, Object> parameters = read.parameters();
      settle(parameters);
      RequestOptions options = SchedulePolicy.take(parameters, Long.MAX_VALUE);
      if (isClassifier(names(model, ModelMetadata::outputs))) {
        parameters.putIfAbsent(TOP_K, ALL);
      }
      return new InferenceCall(
          Headers.PROTOCOL,
          model,
          null,
          Headers.requestId(call),
          Headers.trace(call),
          new InferenceRequest(read.tensors(), Set.of(), new Parameters(parameters), options));
    }

    @Override
    public HttpAnswer write(InferenceAnswer answer) {
      PredictBody read = asked;
      if (read == null) {
        throw new IllegalStateException("nothing was read");
      }
      InferenceResponse response = answer.response();
      boolean isClassifier = isClassifier(response.outputs().keySet());
      return HttpAnswer.json(
          PredictWriter.write(
              call.allocator(), response, read, read.isList() || (isClassifier && isInferenceApi)));
    }
  }

  /** Takes out what has no bearing, refuses what cannot be done. */
  private static void settle(Map<String, Object> parameters) {
    parameters.keySet().removeAll(IGNORED);
    ALWAYS.forEach(
        (name, value) -> {
          Object found = parameters.remove(name);
          if (found != null && !found.equals(value)) {
            throw unsupported(name, found, value);
          }
        });
    Object function = parameters.remove("function_to_apply");
    if (function != null && !function.equals("default")) {
      throw unsupported("function_to_apply", function, "none: the model's configuration says it");
    }
    Object all = parameters.remove("return_all_scores");
    if (Boolean.FALSE.equals(all)) {
      parameters.putIfAbsent(TOP_K, 1L);
    }
  }

  private static ServerException unsupported(String name, Object found, Object expected) {
    return new ServerException(
        Status.UNSUPPORTED,
        "parameter \"" + name + "\": found " + found + ", expected " + expected);
  }
}
