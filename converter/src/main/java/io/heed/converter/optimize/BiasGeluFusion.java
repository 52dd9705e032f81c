package io.heed.converter.optimize;

import io.heed.converter.graph.Graph;
import io.heed.converter.graph.Node;
import io.heed.converter.graph.OnnxModel;
import io.heed.converter.graph.ShapeInference;
import java.util.List;

/**
 * GELU that adds the bias of the layer before it: ONNX Runtime's BiasGelu for the exact form, its
 * FastGelu for that by tanh.
 */
final class BiasGeluFusion implements GraphPass {
  @Override
  public int apply(OnnxModel model) {
    Graph graph = model.graph();
    ShapeInference shapes = ShapeInference.of(model);
    int changed = 0;
    for (Node node : graph.sorted()) {
      BiasAddition sum =
          type(node).isEmpty() ? null : BiasAddition.making(graph, shapes, node.input(0));
      if (sum != null && sum.isOnlyReadBy(graph, node)) {
        model.useOpset(OnnxModel.MICROSOFT, 1);
        graph.remove(node);
        graph.remove(sum.node());
        graph.add(
            Node.ofDomain(
                OnnxModel.MICROSOFT,
                type(node),
                List.of(sum.value(), sum.bias()),
                List.of(node.output())));
        changed++;
      }
    }
    return changed;
  }

  /** The operator that adds a bias, too; empty if the node is none of GELU's. */
  private static String type(Node node) {
    if (node.is("Gelu")) {
      return node.stringOr("approximate", "none").equals("tanh") ? "FastGelu" : "BiasGelu";
    }
    if (!node.domain().equals(OnnxModel.MICROSOFT) || node.inputs().size() != 1) {
      return "";
    }
    return switch (node.type()) {
      case "Gelu" -> "BiasGelu";
      case "FastGelu" -> "FastGelu";
      default -> "";
    };
  }
}
