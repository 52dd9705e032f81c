package io.heed.converter.optimize;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.heed.converter.graph.Graph;
import io.heed.converter.graph.Node;
import io.heed.converter.graph.OnnxModel;
import io.heed.converter.onnx.OnnxTensors;
import org.jspecify.annotations.Nullable;

/** Turns Constant nodes into initializers, as both say the same. */
final class ConstantNodes implements GraphPass {
  @Override
  public int apply(OnnxModel model) {
    Graph graph = model.graph();
    int changed = 0;
    for (Node node : graph.nodes()) {
      TensorProto tensor = node.is("Constant") ? tensor(node) : null;
      if (tensor != null && !graph.isOutput(node.output())) {
        String name = graph.add(tensor.toBuilder().setName(node.output()).build());
        graph.replaceUses(node.output(), name);
        graph.remove(node);
        changed++;
      }
    }
    return changed;
  }

  private static @Nullable TensorProto tensor(Node node) {
    if (node.attributes().size() != 1) {
      return null;
    }
    AttributeProto value = node.attributes().get(0);
    return switch (value.getName()) {
      case "value" ->
          value.getT().getDataLocation() == TensorProto.DataLocation.EXTERNAL ? null : value.getT();
      case "value_float" -> OnnxTensors.floats("", new float[] {value.getF()});
      case "value_int" -> OnnxTensors.longs("", new long[] {value.getI()});
      case "value_ints" ->
          OnnxTensors.longs(
              "",
              value.getIntsList().stream().mapToLong(Long::longValue).toArray(),
              value.getIntsCount());
      case "value_floats" -> {
        float[] floats = new float[value.getFloatsCount()];
        for (int i = 0; i < floats.length; i++) {
          floats[i] = value.getFloats(i);
        }
        yield OnnxTensors.floats("", floats, floats.length);
      }
      default -> null;
    };
  }
}
