package io.heed.bench.gpu;

import io.heed.engine.batch.BatchRunner;
import io.heed.engine.batch.BatchShape;
import io.heed.engine.batch.TokenBatch;
import io.heed.engine.runtime.AcceleratorOptions;
import io.heed.engine.runtime.Device;
import io.heed.engine.runtime.ModelOutputs;
import io.heed.engine.runtime.OutputSpec;
import io.heed.engine.runtime.ShapeRange;
import io.heed.engine.runtime.ort.OrtBackend;
import io.heed.engine.runtime.ort.OrtOptions;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * A session, run on the calling thread: copies to the device, the run, copies back into pinned
 * buffers; no tokenizer, no queue, no lane. Each batch is bound once, by a runner of its own.
 * Confined to one thread; owns the session.
 */
final class BareRun implements AutoCloseable {
  private final OrtBackend backend;
  private final IdentityHashMap<TokenBatch, BatchRunner<ModelOutputs>> runners =
      new IdentityHashMap<>();

  private BareRun(OrtBackend backend) {
    this.backend = backend;
  }

  /**
   * Opens a classifier.
   *
   * @param largest the largest batch, for devices that must know it beforehand
   * @param cache where TensorRT keeps its engines
   */
  static BareRun open(
      Path file, Device device, Precision precision, int threads, BatchShape largest, Path cache) {
    Map<String, String> options =
        device.kind() == Device.Kind.CUDA
            ? Map.of("use_tf32", precision == Precision.TF32 ? "1" : "0")
            : Map.of();
    AcceleratorOptions accelerator = AcceleratorOptions.DEFAULT.withTensorRtCache(cache);
    ShapeRange shapes = new ShapeRange(new BatchShape(1, 1), largest, largest);
    return new BareRun(
        OrtBackend.load(
            file,
            List.of(OutputSpec.textLogits(ModelShape.LABELS)),
            new OrtOptions(threads, device, options).with(accelerator, shapes)));
  }

  /** Runs a batch; the logits are in the runner's buffers. */
  ModelOutputs run(TokenBatch batch) {
    return runners.computeIfAbsent(batch, unbound -> backend.newRunner()).run(batch);
  }

  /** Copies of the logits of each text. */
  float[][] logits(TokenBatch batch) {
    ModelOutputs outputs = run(batch);
    float[][] logits = new float[batch.rows()][];
    for (int row = 0; row < logits.length; row++) {
      logits[row] = outputs.first().row(row);
    }
    return logits;
  }

  @Override
  public void close() {
    runners.values().forEach(BatchRunner::close);
    backend.close();
  }
}
