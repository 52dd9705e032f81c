package io.heed.converter.optimize;

import io.heed.converter.graph.Graph;
import io.heed.converter.graph.Initializer;
import io.heed.converter.graph.Node;
import io.heed.converter.graph.OnnxModel;
import io.heed.converter.graph.ShapeInference;
import java.util.Set;

/**
 * Nodes that compute each token from that token alone, and do so for [tokens, hidden] as for
 * [batch, sequence, hidden]. Stateless.
 */
final class TokenwiseNodes {
  private static final Set<String> UNARY =
      Set.of(
          "Abs",
          "Cast",
          "Clip",
          "Elu",
          "Erf",
          "Exp",
          "Gelu",
          "Identity",
          "LeakyRelu",
          "Neg",
          "Reciprocal",
          "Relu",
          "Sigmoid",
          "Softplus",
          "Sqrt",
          "Swish",
          "Tanh");
  private static final Set<String> BINARY = Set.of("Add", "Div", "Mul", "Pow", "Sub");
  private static final Set<String> BIASED = Set.of("BiasGelu", "FastGelu", "Gelu", "QuickGelu");

  private TokenwiseNodes() {}

  /**
   * Whether a node is one.
   *
   * @param tokens the values of tokens that are known; it has to read one of them, and constants
   */
  static boolean isOne(Graph graph, ShapeInference shapes, Node node, Set<String> tokens) {
    if (node.hasSubgraph() || shapes.of(node.output()).rank() != 3) {
      return false;
    }
    if (node.domain().equals(OnnxModel.MICROSOFT)) {
      return switch (node.type()) {
        case "SkipLayerNormalization", "SkipSimplifiedLayerNormalization" ->
            tokens.contains(node.input(0))
                && tokens.contains(node.input(1))
                && areConstants(graph, node, 2)
                && hasNoStatistics(node);
        default ->
            BIASED.contains(node.type())
                && tokens.contains(node.input(0))
                && areConstants(graph, node, 1);
      };
    }
    if (!node.domain().isEmpty()) {
      return false;
    }
    return switch (node.type()) {
      case "MatMul" -> tokens.contains(node.input(0)) && rank(graph, node.input(1)) == 2;
      case "LayerNormalization" ->
          tokens.contains(node.input(0))
              && SkipLayerNormalizationFusion.overLastAxis(node, 3)
              && node.hasOneOutput()
              && areConstants(graph, node, 1);
      default ->
          (UNARY.contains(node.type())
                  && tokens.contains(node.input(0))
                  && areConstants(graph, node, 1))
              || (BINARY.contains(node.type()) && isBinary(graph, node, tokens));
    };
  }

  /** Both operands are tokens, or one is a constant that fits whatever the number of axes is. */
  private static boolean isBinary(Graph graph, Node node, Set<String> tokens) {
    boolean some = false;
    for (String input : node.inputs()) {
      boolean token = tokens.contains(input);
      int rank = rank(graph, input);
      if (!token && rank != 0 && rank != 1) {
        return false;
      }
      some |= token;
    }
    return some;
  }

  private static boolean areConstants(Graph graph, Node node, int from) {
    return node.inputs().stream()
        .skip(from)
        .allMatch(input -> input.isEmpty() || graph.constant(input) != null);
  }

  private static boolean hasNoStatistics(Node node) {
    return node.outputs().stream().skip(1).limit(2).allMatch(String::isEmpty);
  }

  private static int rank(Graph graph, String value) {
    Initializer constant = graph.constant(value);
    return constant == null ? -1 : constant.dims().size();
  }
}
