package io.heed.server.service;

import io.heed.engine.StageTimes;
import io.heed.server.inference.InferenceRequest;
import io.heed.server.inference.InferenceResponse;
import io.heed.server.inference.ModelMetadata;
import io.heed.server.inference.RunStatistics;
import io.heed.server.inference.ServedModel;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A model that answers when the test says so: 3 inferences; 10, 20 and 30 µs in its stages. */
public final class FakeModel implements ServedModel {
  private final CompletableFuture<InferenceResponse> answer = new CompletableFuture<>();
  private final RunStatistics runs = new RunStatistics();
  private volatile boolean closed;

  /** Its answer, to complete, or to see whether it was cancelled. */
  public CompletableFuture<InferenceResponse> answer() {
    return answer;
  }

  /** Answers what waits, and all that comes. */
  public void complete() {
    runs.ran(3, 30, 30, 30_000);
    answer.complete(new InferenceResponse(Map.of(), 3, new StageTimes(10_000, 20_000, 30_000)));
  }

  /** Whether it was freed. */
  public boolean closed() {
    return closed;
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
    return answer;
  }

  @Override
  public void close() {
    closed = true;
  }
}
