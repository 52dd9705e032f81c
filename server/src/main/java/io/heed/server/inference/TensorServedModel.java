package io.heed.server.inference;

import io.heed.engine.TensorModel;
import java.util.concurrent.CompletableFuture;

/** Any ONNX graph: tensors in, tensors out, a run a request. Thread-safe. */
final class TensorServedModel implements ServedModel {
  private final TensorModel model;
  private final RunStatistics runs;
  private final ModelMetadata metadata;

  /**
   * A graph.
   *
   * @param runs that the graph counts its runs in
   */
  TensorServedModel(TensorModel model, RunStatistics runs) {
    this.model = model;
    this.runs = runs;
    this.metadata =
        new ModelMetadata(
            ModelMetadata.ONNX,
            TensorMetadata.of(model.inputs()),
            TensorMetadata.of(model.outputs()));
  }

  @Override
  public ModelMetadata metadata() {
    return metadata;
  }

  @Override
  public RunStatistics runs() {
    return runs;
  }

  @Override
  public CompletableFuture<InferenceResponse> infer(InferenceRequest request, Runnable released) {
    return LinkedFutures.map(
        model.runAsync(request.inputs(), request.outputs(), request.options(), released),
        outputs -> new InferenceResponse(outputs.tensors(), 1, outputs.times()));
  }

  @Override
  public void close() {
    model.close();
  }
}
