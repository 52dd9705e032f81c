package io.heed.engine.runtime.ort;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtException.OrtErrorCode;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.heed.engine.error.EngineException;
import io.heed.engine.internal.NativeHandle;
import io.heed.engine.runtime.ElementType;
import io.heed.engine.runtime.RawTensor;
import io.heed.engine.runtime.TensorRunner;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Runs raw tensors on a session shared with other runners. Inputs are bound where they lie if that
 * is direct memory; outputs are copied once, since ONNX Runtime's Java API lends nobody its memory.
 * Confined to one thread at a time.
 */
final class OrtTensorRunner implements TensorRunner {
  /** The largest buffer that ONNX Runtime's Java API makes. */
  private static final long MOST_BYTES = Integer.MAX_VALUE - 8;

  private final SharedSession session;
  private final UnsignedTensors unsigned;
  private final String model;
  private final StagingBuffer staging = new StagingBuffer();
  private boolean closed;

  /** Retains session and casts until it is closed. */
  OrtTensorRunner(SharedSession session, UnsignedTensors unsigned, String model) {
    session.retain();
    unsigned.retain();
    this.session = session;
    this.unsigned = unsigned;
    this.model = model;
  }

  @Override
  public Map<String, RawTensor> run(Map<String, RawTensor> inputs, Set<String> wanted) {
    if (closed) {
      throw new EngineException(EngineException.Kind.CLOSED, "the model is closed");
    }
    staging.reset();
    try (FedTensors fed = new FedTensors(staging, unsigned)) {
      for (Map.Entry<String, RawTensor> input : inputs.entrySet()) {
        fed.add(input.getKey(), input.getValue());
      }
      OrtSession.Result result = run(fed, wanted);
      NativeHandle.RESULT.opened();
      try {
        return read(result, wanted);
      } finally {
        result.close();
        NativeHandle.RESULT.closed();
      }
    } catch (OrtException e) {
      boolean refused = e.getCode() == OrtErrorCode.ORT_INVALID_ARGUMENT;
      throw new EngineException(
          refused ? EngineException.Kind.INVALID_INPUT : EngineException.Kind.RUNTIME,
          model + ": a run with inputs " + inputs + " failed: " + e.getMessage(),
          e);
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      unsigned.release();
      session.release();
    }
  }

  private OrtSession.Result run(FedTensors fed, Set<String> wanted) throws OrtException {
    ArenaShrinkage shrinkage = session.shrinkage();
    if (shrinkage == null) {
      return session.session().run(fed.tensors(), wanted);
    }
    OrtSession.Result result;
    if (shrinkage.due()) {
      try (OrtSession.RunOptions options = shrinkage.options()) {
        result = session.session().run(fed.tensors(), wanted, options);
      }
    } else {
      result = session.session().run(fed.tensors(), wanted);
    }
    shrinkage.ran();
    return result;
  }

  private Map<String, RawTensor> read(OrtSession.Result result, Set<String> wanted)
      throws OrtException {
    Map<String, RawTensor> outputs = new LinkedHashMap<>();
    for (String name : wanted) {
      if (!(result.get(name).orElse(null) instanceof OnnxTensor tensor)) {
        throw new EngineException(
            EngineException.Kind.RUNTIME,
            model + ": output " + name + ": found no value after the run, expected a tensor");
      }
      outputs.put(name, read(name, tensor));
    }
    return outputs;
  }

  private RawTensor read(String name, OnnxTensor tensor) throws OrtException {
    TensorInfo tensorInfo = tensor.getInfo();
    long[] shape = tensorInfo.getShape();
    String found = OrtDescriptions.type(tensorInfo);
    ElementType type =
        ElementType.ofGraph(found)
            .orElseThrow(
                () ->
                    new EngineException(
                        EngineException.Kind.RUNTIME,
                        model + ": output " + name + " came out as " + found));
    if (type == ElementType.BYTES) {
      return RawTensor.ofStrings(RawStrings.read(tensor), shape);
    }
    if (tensorInfo.getNumElements() > MOST_BYTES / type.sizeBytes()) {
      throw new EngineException(
          EngineException.Kind.RUNTIME,
          model
              + ": output "
              + name
              + " came out with "
              + tensorInfo.getNumElements()
              + " elements of "
              + type
              + ", expected at most "
              + MOST_BYTES
              + " bytes");
    }
    return RawTensor.of(type, tensor.getByteBuffer(), shape);
  }
}
