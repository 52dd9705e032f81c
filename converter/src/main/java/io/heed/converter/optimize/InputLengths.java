package io.heed.converter.optimize;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.heed.converter.graph.Dim;
import io.heed.converter.graph.Graph;
import io.heed.converter.graph.Node;
import io.heed.converter.graph.OnnxModel;
import io.heed.converter.graph.ShapeInference;
import io.heed.converter.graph.ValueFacts;
import io.heed.converter.onnx.OnnxAttributes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes the length of an axis from the input that has it, by one Shape of operator set 15, where it
 * was computed in several nodes or from an inner value.
 */
final class InputLengths implements GraphPass {
  private record Axis(String input, int number) {}

  @Override
  public int apply(OnnxModel model) {
    if (model.opset("") < 15) {
      return 0;
    }
    Graph graph = model.graph();
    ShapeInference shapes = ShapeInference.of(model);
    int changed = 0;
    for (Node node : graph.sorted()) {
      Axis axis =
          node.domain().isEmpty() && node.hasOneOutput() && !isShort(graph, node)
              ? axis(graph, shapes, shapes.of(node.output()))
              : null;
      if (axis != null) {
        graph.remove(node);
        graph.add(
            Node.of(
                "Shape",
                List.of(axis.input()),
                node.output(),
                OnnxAttributes.ofInt("start", axis.number()),
                OnnxAttributes.ofInt("end", axis.number() + 1L)));
        changed++;
      }
    }
    if (changed > 0) {
      graph.removeUnused();
    }
    return changed;
  }

  private static boolean isShort(Graph graph, Node node) {
    return node.hasSubgraph() || (node.is("Shape") && graph.isInput(node.input(0)));
  }

  /** The axis whose length is the only element of a vector; null if there is none. */
  private static @Nullable Axis axis(Graph graph, ShapeInference shapes, ValueFacts vector) {
    List<Dim> elements = vector.elements();
    if (elements == null
        || elements.size() != 1
        || vector.rank() != 1
        || vector.type() != DataType.INT64
        || elements.get(0).number().isPresent()) {
      return null;
    }
    Axis found = null;
    for (ValueInfoProto input : graph.inputs()) {
      List<Dim> shape = shapes.of(input.getName()).shape();
      int at = shape == null ? -1 : shape.indexOf(elements.get(0));
      if (at >= 0 && (found == null || found.input().equals(NoMask.INPUT))) {
        found = new Axis(input.getName(), at);
      }
    }
    return found;
  }
}
