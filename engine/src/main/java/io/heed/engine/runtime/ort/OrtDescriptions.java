package io.heed.engine.runtime.ort;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.TensorInfo;
import io.heed.engine.runtime.TensorDescription;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Inputs and outputs in words. Stateless. */
final class OrtDescriptions {
  private static final String PREFIX = "ONNX_TENSOR_ELEMENT_DATA_TYPE_";

  private OrtDescriptions() {}

  static List<TensorDescription> of(Collection<NodeInfo> nodes) {
    return nodes.stream().map(OrtDescriptions::describe).toList();
  }

  /** The type's name in ONNX; ONNX Runtime's Java types lose the sign. */
  static String type(TensorInfo tensor) {
    String name = tensor.onnxType.name();
    return name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
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
    return new TensorDescription(node.getName(), type(tensor), shape);
  }
}
