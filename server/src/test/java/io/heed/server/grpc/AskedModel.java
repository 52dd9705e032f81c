package io.heed.server.grpc;

import io.heed.engine.StageTimes;
import io.heed.engine.runtime.RawTensor;
import io.heed.server.inference.InferenceRequest;
import io.heed.server.inference.InferenceResponse;
import io.heed.server.inference.ModelMetadata;
import io.heed.server.inference.RunStatistics;
import io.heed.server.inference.ServedModel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A model whose answers a test gives. */
final class AskedModel implements ServedModel {
  private final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();
  private final RunStatistics runs = new RunStatistics();
  private volatile boolean atOnce;

  /** A request, its answer to complete, and the thread that brought it. */
  record Asked(
      InferenceRequest request, CompletableFuture<InferenceResponse> answer, String thread) {

    void answer(String label) {
      answer.complete(AskedModel.answer(label));
    }
  }

  /** The next request. */
  Asked next() throws InterruptedException {
    return Objects.requireNonNull(asked.poll(20, TimeUnit.SECONDS), "no request has come");
  }

  /** Answers all requests from now on with their own text. */
  void answerAtOnce() {
    atOnce = true;
  }

  static InferenceResponse answer(String label) {
    RawTensor tensor =
        RawTensor.ofStrings(List.of(label.getBytes(StandardCharsets.UTF_8)), new long[] {1});
    return new InferenceResponse(
        Map.of("label", tensor), 1, new StageTimes(10_000, 20_000, 30_000));
  }

  @Override
  public ModelMetadata metadata() {
    return new ModelMetadata(ModelMetadata.ONNX, List.of(), List.of());
  }

  @Override
  public RunStatistics runs() {
    return runs;
  }

  @Override
  public CompletableFuture<InferenceResponse> infer(InferenceRequest request, Runnable released) {
    released.run();
    if (atOnce) {
      runs.ran(1, 10, 10, 30_000);
      RawTensor text = Objects.requireNonNull(request.inputs().get("text"));
      return CompletableFuture.completedFuture(
          answer(new String(text.strings().get(0), StandardCharsets.UTF_8)));
    }
    CompletableFuture<InferenceResponse> answer = new CompletableFuture<>();
    asked.add(new Asked(request, answer, Thread.currentThread().getName()));
    return answer;
  }

  @Override
  public void close() {}
}
