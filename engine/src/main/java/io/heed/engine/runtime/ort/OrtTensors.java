package io.heed.engine.runtime.ort;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import io.heed.engine.batch.TokenBatch;
import io.heed.engine.internal.NativeHandle;
import io.heed.engine.runtime.TensorDescription;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The input tensors of one run, closed together; they read the batch's buffers in place. Confined
 * to one thread.
 */
final class OrtTensors implements AutoCloseable {
  private final Map<String, OnnxTensor> byName = new HashMap<>();

  private OrtTensors() {}

  /** Tensors of shape {@code [rows, length]} for the inputs of a model. */
  static OrtTensors over(TokenBatch batch, List<OrtInput> inputs) throws OrtException {
    OrtTensors tensors = new OrtTensors();
    long[] shape = {batch.rows(), batch.length()};
    try {
      for (OrtInput input : inputs) {
        LongBuffer values = input.values(batch);
        OnnxTensor tensor =
            input.narrow()
                ? OnnxTensor.createTensor(OrtRuntime.environment(), narrowed(values), shape)
                : OnnxTensor.createTensor(OrtRuntime.environment(), values, shape);
        NativeHandle.TENSOR.opened();
        tensors.byName.put(input.name(), tensor);
      }
      return tensors;
    } catch (OrtException | RuntimeException e) {
      tensors.close();
      throw e;
    }
  }

  Map<String, OnnxTensor> byName() {
    return byName;
  }

  @Override
  public void close() {
    for (OnnxTensor tensor : byName.values()) {
      tensor.close();
      NativeHandle.TENSOR.closed();
    }
    byName.clear();
  }

  /** Inputs or outputs in words. */
  static List<TensorDescription> describe(Collection<NodeInfo> nodes) {
    return nodes.stream().map(OrtTensors::describe).toList();
  }

  private static TensorDescription describe(NodeInfo node) {
    if (!(node.getInfo() instanceof TensorInfo tensor)) {
      return new TensorDescription(node.getName(), node.getInfo().toString(), List.of());
    }
    long[] sizes = tensor.getShape();
    String[] names = tensor.getDimensionNames();
    List<String> shape = new ArrayList<>();
    for (int i = 0; i < sizes.length; i++) {
      String symbol = names[i].isEmpty() ? "?" : names[i];
      shape.add(sizes[i] >= 0 ? Long.toString(sizes[i]) : symbol);
    }
    return new TensorDescription(node.getName(), tensor.type.toString(), shape);
  }

  private static IntBuffer narrowed(LongBuffer values) {
    IntBuffer narrow =
        ByteBuffer.allocateDirect(values.limit() * Integer.BYTES)
            .order(ByteOrder.nativeOrder())
            .asIntBuffer();
    for (int i = 0; i < values.limit(); i++) {
      narrow.put(i, (int) values.get(i));
    }
    return narrow;
  }
}
