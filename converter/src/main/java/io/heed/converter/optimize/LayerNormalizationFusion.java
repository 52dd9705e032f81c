package io.heed.converter.optimize;

import io.heed.converter.graph.Graph;
import io.heed.converter.graph.Initializer;
import io.heed.converter.graph.Node;
import io.heed.converter.graph.OnnxModel;
import io.heed.converter.graph.ShapeInference;
import io.heed.converter.onnx.OnnxAttributes;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts LayerNormalization (operator set 17) in place of its formula, {@code (x - mean) / sqrt(var +
 * epsilon) * scale + bias} over the last axis. The variance may be a Pow or a Mul of the difference
 * with itself, and the difference may be computed twice.
 */
final class LayerNormalizationFusion implements GraphPass {
  @Override
  public int apply(OnnxModel model) {
    if (model.opset("") < 13) {
      return 0;
    }
    Graph graph = model.graph();
    ShapeInference shapes = ShapeInference.of(model);
    int changed = 0;
    for (Node node : graph.sorted()) {
      if (graph.contains(node) && node.is("Div")) {
        changed += new Match(graph, shapes, node).replace(model);
      }
    }
    return changed;
  }

  private static final class Match {
    private final Graph graph;
    private final ShapeInference shapes;
    private final Node division;
    private final Set<Node> inner = new HashSet<>();

    Match(Graph graph, ShapeInference shapes, Node division) {
      this.graph = graph;
      this.shapes = shapes;
      this.division = division;
    }

    int replace(OnnxModel model) {
      Node difference = made(division.input(0), "Sub");
      Node root = made(division.input(1), "Sqrt");
      Node sum = root == null ? null : made(root.input(0), "Add");
      String epsilon = sum == null ? "" : number(sum, 0) ? sum.input(0) : sum.input(1);
      String variance = sum == null ? "" : number(sum, 0) ? sum.input(1) : sum.input(0);
      Initializer small = graph.constant(epsilon);
      Node mean = difference == null ? null : made(difference.input(1), "ReduceMean");
      if (difference == null || mean == null || small == null || small.size() != 1) {
        return 0;
      }
      String x = difference.input(0);
      if (!mean.input(0).equals(x) || !overLastAxis(mean) || !isVarianceOf(variance, x)) {
        return 0;
      }
      inner.addAll(List.of(difference, mean));
      Node scaled = graph.onlyReader(division.output());
      Node shifted = scaled == null ? null : graph.onlyReader(scaled.output());
      long width = shapes.of(x).length(-1);
      String scale =
          scaled == null || !scaled.is("Mul") ? null : vector(scaled, division.output(), width);
      String bias =
          shifted == null || scaled == null || !shifted.is("Add")
              ? null
              : vector(shifted, scaled.output(), width);
      if (scaled == null || shifted == null || scale == null || bias == null) {
        return 0;
      }
      inner.addAll(List.of(division, scaled));
      if (!isAlone(shifted)) {
        return 0;
      }
      if (model.opset("") < 17) {
        model.useOpset("", 17);
      }
      Node norm =
          Node.of(
              "LayerNormalization",
              List.of(x, scale, bias),
              graph.newName(shifted.output() + "_norm"),
              OnnxAttributes.ofInt("axis", -1),
              OnnxAttributes.ofFloat("epsilon", (float) small.fill()));
      graph.add(norm);
      graph.replaceUses(shifted.output(), norm.output());
      graph.removeUnused();
      return 1;
    }

    private boolean isVarianceOf(String value, String x) {
      Node mean = made(value, "ReduceMean");
      if (mean == null || !overLastAxis(mean)) {
        return false;
      }
      Node square = graph.producer(mean.input(0));
      Initializer power = square == null ? null : graph.constant(square.input(1));
      boolean squares =
          square != null
              && ((square.is("Pow") && power != null && power.isFilledWith(2))
                  || (square.is("Mul") && square.input(0).equals(square.input(1))));
      Node again = square == null || !squares ? null : made(square.input(0), "Sub");
      Node mean2 = again == null ? null : made(again.input(1), "ReduceMean");
      if (square == null
          || again == null
          || mean2 == null
          || !again.input(0).equals(x)
          || !mean2.input(0).equals(x)
          || !overLastAxis(mean2)) {
        return false;
      }
      inner.addAll(List.of(mean, square, again, mean2));
      return true;
    }

    private boolean overLastAxis(Node mean) {
      long[] axes = mean.ints("axes");
      Initializer input = graph.constant(mean.input(1));
      if (axes == null && input != null && input.size() == 1) {
        axes = input.longs();
      }
      int rank = shapes.of(mean.input(0)).rank();
      return axes != null
          && axes.length == 1
          && (axes[0] == -1 || (rank > 0 && axes[0] == rank - 1))
          && mean.intOr("keepdims", 1) == 1;
    }

    private @Nullable Node made(String value, String type) {
      Node node = graph.producer(value);
      if (node == null || !node.is(type)) {
        return null;
      }
      inner.add(node);
      return node;
    }

    private boolean number(Node node, int input) {
      Initializer constant = graph.constant(node.input(input));
      return constant != null && constant.size() == 1;
    }

    /** The constant vector that is the other input; null if it is none of that width. */
    private @Nullable String vector(Node node, String value, long width) {
      String other = node.input(0).equals(value) ? node.input(1) : node.input(0);
      Initializer constant = graph.constant(other);
      return constant != null && constant.dims().equals(List.of(width)) ? other : null;
    }

    private boolean isAlone(Node last) {
      return inner.stream()
          .flatMap(node -> node.outputs().stream())
          .allMatch(
              value ->
                  !graph.isOutput(value)
                      && graph.readers(value).stream()
                          .allMatch(reader -> reader == last || inner.contains(reader)));
    }
  }
}
