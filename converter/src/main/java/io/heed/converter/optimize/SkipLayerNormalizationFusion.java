package io.heed.converter.optimize;

import io.heed.converter.graph.Dim;
import io.heed.converter.graph.Graph;
import io.heed.converter.graph.Node;
import io.heed.converter.graph.OnnxModel;
import io.heed.converter.graph.ShapeInference;
import io.heed.converter.onnx.OnnxAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * ONNX Runtime's SkipLayerNormalization: LayerNormalization of the sum of two values [batch,
 * sequence, hidden], one of which may be a sum with a bias. Where the sum is read elsewhere, too,
 * the operator gives it as its fourth output.
 */
final class SkipLayerNormalizationFusion implements GraphPass {
  @Override
  public int apply(OnnxModel model) {
    Graph graph = model.graph();
    ShapeInference shapes = ShapeInference.of(model);
    int changed = 0;
    for (Node node : graph.sorted()) {
      Node sum = node.is("LayerNormalization") ? graph.producer(node.input(0)) : null;
      if (sum != null && sum.is("Add") && fits(graph, shapes, node, sum)) {
        model.useOpset(OnnxModel.MICROSOFT, 1);
        replace(graph, shapes, node, sum);
        changed++;
      }
    }
    return changed;
  }

  private static boolean fits(Graph graph, ShapeInference shapes, Node node, Node sum) {
    List<Dim> shape = shapes.of(sum.output()).shape();
    return shape != null
        && shape.size() == 3
        && node.hasOneOutput()
        && shape.equals(shapes.of(sum.input(0)).shape())
        && shape.equals(shapes.of(sum.input(1)).shape())
        && overLastAxis(node, 3)
        && isVector(graph, node.input(1), shape.get(2))
        && (node.input(2).isEmpty() || isVector(graph, node.input(2), shape.get(2)));
  }

  /** Whether a LayerNormalization is over the last of so many axes. */
  static boolean overLastAxis(Node norm, int rank) {
    long axis = norm.intOr("axis", -1);
    return axis == -1 || axis == rank - 1;
  }

  private static boolean isVector(Graph graph, String value, Dim width) {
    var constant = graph.constant(value);
    return constant != null && constant.dims().size() == 1 && width.is(constant.dims().get(0));
  }

  private static void replace(Graph graph, ShapeInference shapes, Node node, Node sum) {
    BiasAddition biased = null;
    int at = 0;
    for (int i = 0; i < 2 && biased == null; i++) {
      BiasAddition addition = BiasAddition.making(graph, shapes, sum.input(i));
      if (addition != null && addition.isOnlyReadBy(graph, sum)) {
        biased = addition;
        at = i;
      }
    }
    List<String> inputs = new ArrayList<>();
    inputs.add(biased == null ? sum.input(0) : biased.value());
    inputs.add(sum.input(1 - at));
    inputs.add(node.input(1));
    inputs.add(node.input(2));
    if (biased != null) {
      inputs.add(biased.bias());
    } else if (node.input(2).isEmpty()) {
      inputs.remove(3);
    }
    List<String> outputs = new ArrayList<>(List.of(node.output()));
    if (graph.isOutput(sum.output()) || graph.readers(sum.output()).size() > 1) {
      outputs.addAll(List.of("", "", sum.output()));
    }
    graph.remove(node);
    graph.remove(sum);
    if (biased != null) {
      graph.remove(biased.node());
    }
    graph.add(
        Node.ofDomain(
            OnnxModel.MICROSOFT,
            "SkipLayerNormalization",
            inputs,
            outputs,
            OnnxAttributes.ofFloat("epsilon", node.floatOr("epsilon", 1e-5f))));
  }
}
