package io.heed.engine.runtime.ort;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import io.heed.engine.batch.TokenBatch;
import io.heed.engine.internal.NativeHandle;
import io.heed.engine.runtime.ModelOutputs;
import io.heed.engine.runtime.OutputTensor;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The tensors of all runs of one shape, over the buffers of a lane: made once, used again. Confined
 * to its runner's thread.
 */
final class OrtBinding implements AutoCloseable {
  private final Map<String, OnnxTensor> inputs = new HashMap<>();
  private final Map<String, OnnxTensor> outputs = new HashMap<>();
  private final ModelOutputs results;

  private OrtBinding(ModelOutputs results) {
    this.results = results;
  }

  /** Tensors of shape {@code [rows, length]}, and the outputs where their shape is known. */
  static OrtBinding of(TokenBatch batch, OrtSignature signature, LaneBuffers buffers)
      throws OrtException {
    int rows = batch.rows();
    int length = batch.length();
    boolean pinned = signature.outputs().stream().allMatch(OrtOutput::known);
    List<OutputTensor> results = new ArrayList<>();
    if (pinned) {
      for (int i = 0; i < signature.outputs().size(); i++) {
        OrtOutput output = signature.outputs().get(i);
        int rowSize = output.rowSize(length);
        results.add(new OutputTensor(output.name(), buffers.floats(i), rows, rowSize));
      }
    }
    OrtBinding binding = new OrtBinding(new ModelOutputs(results, length));
    try {
      binding.bindInputs(batch, signature, buffers);
      if (pinned) {
        binding.bindOutputs(rows, length, signature, buffers);
      }
      return binding;
    } catch (OrtException | RuntimeException e) {
      binding.close();
      throw e;
    }
  }

  Map<String, OnnxTensor> inputs() {
    return inputs;
  }

  /** The pinned outputs; empty where a shape was not known. */
  Map<String, OnnxTensor> outputs() {
    return outputs;
  }

  ModelOutputs results() {
    return results;
  }

  @Override
  public void close() {
    inputs.values().forEach(OrtBinding::close);
    outputs.values().forEach(OrtBinding::close);
    inputs.clear();
    outputs.clear();
  }

  private void bindInputs(TokenBatch batch, OrtSignature signature, LaneBuffers buffers)
      throws OrtException {
    long[] shape = {batch.rows(), batch.length()};
    int size = batch.rows() * batch.length();
    for (OrtInput input : signature.inputs()) {
      OnnxTensor tensor;
      if (input.narrow()) {
        IntBuffer values = buffers.narrow(input).duplicate().limit(size);
        tensor = OnnxTensor.createTensor(OrtRuntime.environment(), values, shape);
      } else {
        LongBuffer values = input.values(batch).duplicate().limit(size);
        tensor = OnnxTensor.createTensor(OrtRuntime.environment(), values, shape);
      }
      NativeHandle.TENSOR.opened();
      inputs.put(input.name(), tensor);
    }
  }

  private void bindOutputs(int rows, int length, OrtSignature signature, LaneBuffers buffers)
      throws OrtException {
    for (int i = 0; i < signature.outputs().size(); i++) {
      OrtOutput output = signature.outputs().get(i);
      outputs.put(
          output.name(),
          buffers.outputTensor(i, rows * output.rowSize(length), output.shape(rows, length)));
      NativeHandle.TENSOR.opened();
    }
  }

  private static void close(OnnxTensor tensor) {
    tensor.close();
    NativeHandle.TENSOR.closed();
  }
}
