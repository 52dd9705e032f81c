package io.heed.converter.optimize;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.heed.converter.graph.Dim;
import io.heed.converter.graph.Graph;
import io.heed.converter.graph.Initializer;
import io.heed.converter.graph.Node;
import io.heed.converter.graph.OnnxModel;
import io.heed.converter.graph.ShapeInference;
import io.heed.converter.onnx.OnnxAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * ONNX Runtime's EmbedLayerNormalization in place of the sum of the embeddings of words, positions
 * and, if there are any, token types, and its LayerNormalization. Positions are those that count
 * from 0 in every row, which is told by running what makes them ({@link InputProbe}).
 */
final class EmbedLayerNormalizationFusion implements GraphPass {
  @Override
  public int apply(OnnxModel model) {
    Graph graph = model.graph();
    ShapeInference shapes = ShapeInference.of(model);
    int changed = 0;
    for (Node node : graph.sorted()) {
      if (node.is("LayerNormalization") && graph.contains(node) && isNorm(graph, shapes, node)) {
        changed += replace(model, shapes, node);
      }
    }
    return changed;
  }

  private static boolean isNorm(Graph graph, ShapeInference shapes, Node norm) {
    return shapes.of(norm.output()).rank() == 3
        && norm.hasOneOutput()
        && SkipLayerNormalizationFusion.overLastAxis(norm, 3)
        && isVector(graph, norm.input(1))
        && isVector(graph, norm.input(2));
  }

  private static boolean isVector(Graph graph, String value) {
    Initializer constant = graph.constant(value);
    return constant != null && constant.dims().size() == 1;
  }

  private static int replace(OnnxModel model, ShapeInference shapes, Node norm) {
    Graph graph = model.graph();
    List<Node> inner = new ArrayList<>();
    List<Node> lookups = new ArrayList<>();
    if (!collect(graph, norm.input(0), inner, lookups) || lookups.size() < 2) {
      return 0;
    }
    inner.addAll(lookups);
    Node positions = null;
    for (Node lookup : lookups) {
      if (positions == null && Positions.countFromZero(model, shapes, lookup.input(1))) {
        positions = lookup;
      }
    }
    lookups.remove(positions);
    List<Dim> shape = shapes.of(norm.output()).shape();
    if (positions == null
        || lookups.size() > 2
        || !InnerNodes.areAlone(graph, inner, norm)
        || !lookups.stream().allMatch(lookup -> isOfInput(shapes, lookup, shape))) {
      return 0;
    }
    lookups.sort((a, b) -> Long.compare(rows(graph, b), rows(graph, a)));
    model.useOpset(OnnxModel.MICROSOFT, 1);
    embed(graph, shapes, norm, lookups, positions);
    graph.removeUnused();
    return 1;
  }

  private static boolean collect(Graph graph, String value, List<Node> inner, List<Node> lookups) {
    Node node = graph.producer(value);
    if (node == null || lookups.size() > 3 || inner.size() > 2) {
      return false;
    }
    if (node.is("Add")) {
      inner.add(node);
      return collect(graph, node.input(0), inner, lookups)
          && collect(graph, node.input(1), inner, lookups);
    }
    Initializer table = node.is("Gather") ? graph.constant(node.input(0)) : null;
    lookups.add(node);
    return table != null && table.dims().size() == 2 && node.intOr("axis", 0) == 0;
  }

  /** Whether a lookup is by ids [batch, sequence] that are as many as those of the result. */
  private static boolean isOfInput(ShapeInference shapes, Node lookup, @Nullable List<Dim> shape) {
    List<Dim> ids = shapes.of(lookup.input(1)).shape();
    return ids != null
        && shape != null
        && ids.equals(shape.subList(0, 2))
        && (shapes.of(lookup.input(1)).type() == DataType.INT64
            || shapes.of(lookup.input(1)).type() == DataType.INT32);
  }

  private static long rows(Graph graph, Node lookup) {
    return Objects.requireNonNull(graph.constant(lookup.input(0))).dims().get(0);
  }

  private static void embed(
      Graph graph, ShapeInference shapes, Node norm, List<Node> lookups, Node positions) {
    Node words = lookups.get(0);
    boolean typed = lookups.size() > 1;
    List<String> inputs = new ArrayList<>();
    inputs.add(ContribMask.asInt32(graph, shapes, words.input(1)));
    inputs.add(typed ? ContribMask.asInt32(graph, shapes, lookups.get(1).input(1)) : "");
    inputs.add(words.input(0));
    inputs.add(positions.input(0));
    inputs.add(typed ? lookups.get(1).input(0) : "");
    inputs.add(norm.input(1));
    inputs.add(norm.input(2));
    String output = norm.output();
    graph.remove(norm);
    // The second output is required by the operator; without a mask it holds zeros.
    graph.add(
        Node.ofDomain(
            OnnxModel.MICROSOFT,
            "EmbedLayerNormalization",
            inputs,
            List.of(output, graph.newName(output + "_mask_index")),
            OnnxAttributes.ofFloat("epsilon", norm.floatOr("epsilon", 1e-5f))));
  }
}
