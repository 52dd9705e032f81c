package io.heed.server.http.api;

import io.heed.server.http.route.HttpAnswer;
import io.heed.server.http.route.HttpCall;
import io.heed.server.inference.RunStatistics;
import io.heed.server.service.ModelCounts;
import io.heed.server.service.ModelService;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import tools.jackson.core.JsonGenerator;

/** Triton's statistics extension. Thread-safe. */
public final class StatisticsEndpoint {
  private final ModelService service;

  /** Of a service. */
  public StatisticsEndpoint(ModelService service) {
    this.service = service;
  }

  /** {@code v2/models/stats}: all versions of all models. */
  public CompletableFuture<HttpAnswer> all(HttpCall call) {
    return answer(call, service.known(null, null));
  }

  /** {@code v2/models/{model}/stats}: all versions, or the one asked for. */
  public CompletableFuture<HttpAnswer> model(HttpCall call) {
    return answer(call, service.known(call.variable("model"), MetadataEndpoints.version(call)));
  }

  private CompletableFuture<HttpAnswer> answer(HttpCall call, List<ModelCounts> all) {
    return Answers.object(
        call,
        json -> {
          json.writeName("model_stats");
          json.writeStartArray();
          all.forEach(each -> model(json, each));
          json.writeEndArray();
        });
  }

  private void model(JsonGenerator json, ModelCounts counts) {
    List<RunStatistics.Runs> runs = service.runs(counts.model(), counts.version());
    json.writeStartObject();
    json.writeStringProperty("name", counts.model());
    json.writeStringProperty("version", Long.toString(counts.version()));
    json.writeNumberProperty("last_inference", counts.lastMillis());
    json.writeNumberProperty("inference_count", counts.inferences());
    json.writeNumberProperty(
        "execution_count", runs.stream().mapToLong(RunStatistics.Runs::runs).sum());
    json.writeName("inference_stats");
    json.writeStartObject();
    times(json, "success", counts.success());
    times(json, "fail", counts.failed());
    times(json, "queue", counts.queue());
    times(json, "compute_input", counts.computeInput());
    times(json, "compute_infer", counts.computeInfer());
    times(json, "compute_output", counts.computeOutput());
    times(json, "cache_hit", ModelCounts.Times.NONE);
    times(json, "cache_miss", ModelCounts.Times.NONE);
    json.writeEndObject();
    json.writeName("response_stats");
    json.writeStartObject();
    json.writeEndObject();
    json.writeName("batch_stats");
    json.writeStartArray();
    runs.forEach(each -> batch(json, each));
    json.writeEndArray();
    json.writeName("memory_usage");
    json.writeStartArray();
    json.writeEndArray();
    json.writeEndObject();
  }

  /** Preparing inputs and outputs is counted by request, not by run. */
  private static void batch(JsonGenerator json, RunStatistics.Runs runs) {
    json.writeStartObject();
    json.writeNumberProperty("batch_size", runs.rows());
    times(json, "compute_input", new ModelCounts.Times(runs.runs(), 0));
    times(json, "compute_infer", new ModelCounts.Times(runs.runs(), runs.runNanos()));
    times(json, "compute_output", new ModelCounts.Times(runs.runs(), 0));
    json.writeEndObject();
  }

  private static void times(JsonGenerator json, String field, ModelCounts.Times times) {
    json.writeName(field);
    json.writeStartObject();
    json.writeNumberProperty("count", times.count());
    json.writeNumberProperty("ns", times.nanos());
    json.writeEndObject();
  }
}
