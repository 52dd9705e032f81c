package io.heed.engine.runtime.ort;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.heed.engine.batch.BatchRunner;
import io.heed.engine.batch.TokenBatch;
import io.heed.engine.error.EngineException;
import io.heed.engine.internal.NativeHandle;
import io.heed.engine.runtime.ModelOutputs;
import io.heed.engine.runtime.OutputTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Runs batches on a session shared with other runners, over buffers of its own. The tensors of a
 * shape are made at its first run and kept, outputs are written in place; a run then allocates what
 * ONNX Runtime's binding allocates, and nothing else. Confined to one thread at a time.
 */
final class OrtRunner implements BatchRunner<ModelOutputs> {
  private final SharedSession session;
  private final OrtSignature signature;
  private final String model;
  private final Set<String> names;
  private final boolean half;
  private final boolean narrow;
  private final LaneBuffers buffers;
  private final ShapeCache<OrtBinding> bindings = new ShapeCache<>(OrtBinding::close);
  private @Nullable TokenBatch boundBatch;
  private int boundGeneration;
  private boolean closed;

  /** Retains the session until it is closed. */
  OrtRunner(SharedSession session, OrtSignature signature, String model) {
    session.retain();
    this.session = session;
    this.signature = signature;
    this.model = model;
    this.names =
        signature.outputs().stream().map(OrtOutput::name).collect(Collectors.toUnmodifiableSet());
    this.half = signature.outputs().stream().anyMatch(OrtOutput::half);
    this.narrow = signature.inputs().stream().anyMatch(OrtInput::narrow);
    this.buffers = new LaneBuffers(signature);
  }

  @Override
  public ModelOutputs run(TokenBatch batch) {
    if (closed) {
      throw new EngineException(EngineException.Kind.CLOSED, "the model is closed");
    }
    if (batch.padded() && !signature.takesMask()) {
      throw new EngineException(
          EngineException.Kind.MODEL,
          model
              + ": found a batch with padding and no input attention_mask that would hide it,"
              + " expected a batch policy that pads nothing");
    }
    try {
      OrtBinding binding = binding(batch);
      if (narrow) {
        buffers.fillNarrow(batch);
      }
      if (binding.outputs().isEmpty()) {
        return runUnpinned(batch, binding);
      }
      runPinned(binding);
      if (half) {
        buffers.widenHalves(batch);
      }
      return binding.results();
    } catch (OrtException e) {
      String shape = "[" + batch.rows() + ", " + batch.length() + "]";
      throw new EngineException(
          EngineException.Kind.RUNTIME,
          model + ": a run with input of shape " + shape + " failed: " + e.getMessage(),
          e);
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      bindings.clear();
      session.release();
    }
  }

  private void runPinned(OrtBinding binding) throws OrtException {
    ArenaShrinkage shrinkage = session.shrinkage();
    if (shrinkage == null) {
      session.session().run(binding.inputs(), binding.outputs()).close();
      return;
    }
    if (shrinkage.due()) {
      try (OrtSession.RunOptions options = shrinkage.options()) {
        session.session().run(binding.inputs(), Set.of(), binding.outputs(), options).close();
      }
    } else {
      session.session().run(binding.inputs(), binding.outputs()).close();
    }
    shrinkage.ran();
  }

  private OrtBinding binding(TokenBatch batch) throws OrtException {
    boolean sameBuffers = boundBatch == batch && boundGeneration == batch.generation();
    if (!sameBuffers || !buffers.fit(batch)) {
      bindings.clear();
      buffers.grow(batch);
      boundBatch = batch;
      boundGeneration = batch.generation();
    }
    OrtBinding known = bindings.get(batch.rows(), batch.length());
    if (known != null) {
      return known;
    }
    OrtBinding made = OrtBinding.of(batch, signature, buffers);
    bindings.put(batch.rows(), batch.length(), made);
    return made;
  }

  /** The first run, from which a size is learnt that the graph does not tell. */
  private ModelOutputs runUnpinned(TokenBatch batch, OrtBinding binding) throws OrtException {
    OrtSession.Result result = session.session().run(binding.inputs(), names);
    NativeHandle.RESULT.opened();
    try {
      List<OutputTensor> tensors = new ArrayList<>();
      for (OrtOutput output : signature.outputs()) {
        OnnxTensor tensor = (OnnxTensor) result.get(output.name()).orElseThrow();
        long[] shape = tensor.getInfo().getShape();
        if (!output.accepts(batch.rows(), batch.length(), shape)) {
          throw new EngineException(
              EngineException.Kind.MODEL,
              model
                  + ": output "
                  + output.name()
                  + " came out as "
                  + Arrays.toString(shape)
                  + ", expected "
                  + output.spec().shape()
                  + " for an input of ["
                  + batch.rows()
                  + ", "
                  + batch.length()
                  + "]");
        }
        tensors.add(
            new OutputTensor(
                output.name(),
                tensor.getFloatBuffer(),
                batch.rows(),
                output.rowSize(batch.length())));
      }
      return new ModelOutputs(tensors, batch.length());
    } finally {
      result.close();
      NativeHandle.RESULT.closed();
      bindings.clear(); // from now on with pinned outputs
    }
  }
}
