package io.heed.converter.optimize;

import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.heed.converter.graph.Graph;
import io.heed.converter.graph.Initializer;
import io.heed.converter.graph.Node;
import io.heed.converter.graph.OnnxModel;
import io.heed.converter.graph.ShapeInference;
import io.heed.converter.onnx.OnnxAttributes;
import io.heed.converter.onnx.OnnxTensors;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * LayerNormalization of a single text [1, sequence, hidden] as InstanceNormalization, whose
 * channels are the tokens, then scale and bias: in ONNX Runtime 1.29 the operator itself takes
 * several times as long (RATIONALE.md).
 */
final class RowNormalization implements GraphPass {
  /** Ones and zeros for texts up to this length; longer ones cannot be run. */
  private static final int MOST_TOKENS = 8_192;

  @Override
  public int apply(OnnxModel model) {
    Graph graph = model.graph();
    ShapeInference shapes = ShapeInference.of(model);
    String tokens = tokens(graph, shapes);
    if (tokens == null) {
      return 0;
    }
    String ones = null;
    String zeros = null;
    int changed = 0;
    for (Node node : graph.sorted()) {
      if (!matches(graph, shapes, node, tokens)) {
        continue;
      }
      if (ones == null || zeros == null) {
        String length = length(graph, tokens);
        ones = filled(graph, "row_ones", 1, length);
        zeros = filled(graph, "row_zeros", 0, length);
      }
      replace(graph, node, ones, zeros);
      changed++;
    }
    graph.removeUnused();
    return changed;
  }

  /** The input whose second axis is the length of the text; null if there is none. */
  private static @Nullable String tokens(Graph graph, ShapeInference shapes) {
    return graph.inputs().stream()
        .map(ValueInfoProto::getName)
        .filter(name -> shapes.of(name).rank() == 2 && shapes.of(name).dim(0).is(1))
        .findFirst()
        .orElse(null);
  }

  private static boolean matches(Graph graph, ShapeInference shapes, Node node, String tokens) {
    if (!node.is("LayerNormalization") || !node.hasOneOutput()) {
      return false;
    }
    Initializer scale = graph.constant(node.input(1));
    var in = shapes.of(node.input(0));
    long axis = node.intOr("axis", -1);
    return scale != null
        && scale.dims().size() == 1
        && in.rank() == 3
        && in.dim(0).is(1)
        && in.dim(1).equals(shapes.of(tokens).dim(1))
        && (axis == -1 || axis == 2);
  }

  private static String length(Graph graph, String tokens) {
    String shape = graph.add("row_shape", "Shape", List.of(tokens));
    String second = graph.add(OnnxTensors.longs("row_axis", new long[] {1}, 1));
    return graph.add("row_count", "Gather", List.of(shape, second));
  }

  private static String filled(Graph graph, String name, float value, String length) {
    float[] values = new float[MOST_TOKENS];
    Arrays.fill(values, value);
    String all = graph.add(OnnxTensors.floats(name + "_all", values, values.length));
    String from = graph.add(OnnxTensors.longs(name + "_from", new long[] {0}, 1));
    return graph.add(name, "Slice", List.of(all, from, length));
  }

  private static void replace(Graph graph, Node node, String ones, String zeros) {
    String name = node.output();
    String normal =
        graph.add(
            name + "_rows",
            "InstanceNormalization",
            List.of(node.input(0), ones, zeros),
            OnnxAttributes.ofFloat("epsilon", node.floatOr("epsilon", 1e-5f)));
    String scaled = graph.add(name + "_scaled", "Mul", List.of(normal, node.input(1)));
    boolean shifted = !node.input(2).isEmpty() && !ShiftedReaders.move(graph, name, node.input(2));
    graph.replaceUses(
        name,
        shifted ? graph.add(name + "_shifted", "Add", List.of(scaled, node.input(2))) : scaled);
  }
}
