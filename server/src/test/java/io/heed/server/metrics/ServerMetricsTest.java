package io.heed.server.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import io.heed.server.inference.InferenceRequest;
import io.heed.server.inference.ServedModel;
import io.heed.server.repository.ModelRepository;
import io.heed.server.repository.ModelSource;
import io.heed.server.service.AccessLog;
import io.heed.server.service.FakeModel;
import io.heed.server.service.InferenceCall;
import io.heed.server.service.ModelService;
import io.heed.server.service.ServiceLimits;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ServerMetricsTest {
  private final FakeModel model = new FakeModel();

  @Test
  void text_afterRequests_hasTritonsNamesAndHeeds() {
    try (ModelRepository<ServedModel> repository =
        ModelRepository.of(ModelSource.builtIn("news"), (name, version, folder) -> model, 1)) {
      repository.loadAll();
      ModelService service =
          new ModelService(repository, ServiceLimits.DEFAULT, Runnable::run, AccessLog.NONE);
      service.setReady(true);
      ServerMetrics metrics = new ServerMetrics();
      metrics.add(service, () -> 7);
      metrics.engine("news", 1, "text").tokenized(5, 1000);
      model.complete();
      for (int i = 0; i < 4; i++) {
        service.infer(call(), () -> {}).join();
      }
      List<String> lines = new String(metrics.text(), StandardCharsets.UTF_8).lines().toList();
      String labels = "{model=\"news\",version=\"1\"} ";
      for (String expected :
          List.of(
              "nv_inference_request_success" + labels + "4.0",
              "nv_inference_count" + labels + "12.0",
              "nv_inference_exec_count" + labels + "1.0",
              "nv_inference_pending_request_count" + labels + "0.0",
              "nv_inference_queue_duration_us" + labels + "80.0",
              "nv_inference_compute_input_duration_us" + labels + "40.0",
              "nv_inference_compute_infer_duration_us" + labels + "120.0",
              "nv_inference_request_failure{model=\"news\",reason=\"REJECTED\",version=\"1\"} 0.0",
              "heed_connections 7.0",
              "heed_calls_in_flight 0.0",
              "heed_ready 1.0",
              "heed_model_ready" + labels + "1.0",
              "heed_tokenize_seconds_count{engine=\"text\",model=\"news\",version=\"1\"} 1")) {
        assertTrue(lines.contains(expected), () -> expected + " in\n" + String.join("\n", lines));
      }
      assertTrue(lines.stream().anyMatch(line -> line.startsWith("jvm_memory_used_bytes")));
      assertEquals(
          1, lines.stream().filter(l -> l.startsWith("# HELP nv_inference_count ")).count());
    }
  }

  @Test
  void text_failures_areCountedByTritonsReasons() {
    try (ModelRepository<ServedModel> repository =
        ModelRepository.of(ModelSource.builtIn("news"), (name, version, folder) -> model, 1)) {
      repository.loadAll();
      ModelService service =
          new ModelService(repository, ServiceLimits.DEFAULT, Runnable::run, AccessLog.NONE);
      ServerMetrics metrics = new ServerMetrics();
      metrics.add(service, () -> 0);
      model.answer().completeExceptionally(new ServerException(Status.OVERLOADED, "full"));
      assertTrue(service.infer(call(), () -> {}).isCompletedExceptionally());
      String text = new String(metrics.text(), StandardCharsets.UTF_8);
      assertTrue(
          text.contains(
              "nv_inference_request_failure{model=\"news\",reason=\"REJECTED\",version=\"1\"} 1.0"),
          text);
    }
  }

  @Test
  void text_fromSeveralThreads_isWhole() {
    try (ModelRepository<ServedModel> repository =
        ModelRepository.of(ModelSource.builtIn("news"), (name, version, folder) -> model, 1)) {
      repository.loadAll();
      ServerMetrics metrics = new ServerMetrics();
      metrics.add(
          new ModelService(repository, ServiceLimits.DEFAULT, Runnable::run, AccessLog.NONE),
          () -> 0);
      long whole =
          IntStream.range(0, 400)
              .parallel()
              .mapToObj(each -> new String(metrics.text(), StandardCharsets.UTF_8))
              .filter(text -> text.contains("heed_model_ready{model=\"news\",version=\"1\"} 1.0"))
              .count();
      assertEquals(400, whole);
    }
  }

  private static InferenceCall call() {
    return new InferenceCall("test", "news", null, "", "", InferenceRequest.of(Map.of()));
  }
}
