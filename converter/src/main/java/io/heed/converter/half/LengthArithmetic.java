package io.heed.converter.half;

import io.heed.converter.graph.Graph;
import io.heed.converter.graph.Node;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Values computed from the lengths of axes and constants alone: lengths, positions, and the angles
 * of rotary embeddings. FLOAT16 counts up to 2048 without gaps, so that they stay in single
 * precision. Fills of some shape (ConstantOfShape, Expand) and rows of a table are none.
 */
final class LengthArithmetic {
  private static final Set<String> OPERATORS =
      Set.of(
          "Abs",
          "Add",
          "Cast",
          "Ceil",
          "Concat",
          "Cos",
          "Div",
          "Exp",
          "Floor",
          "Gather",
          "Identity",
          "Log",
          "MatMul",
          "Max",
          "Min",
          "Mod",
          "Mul",
          "Neg",
          "Pow",
          "Range",
          "Reciprocal",
          "ReduceProd",
          "Reshape",
          "Round",
          "Sin",
          "Slice",
          "Sqrt",
          "Squeeze",
          "Sub",
          "Transpose",
          "Unsqueeze");

  private LengthArithmetic() {}

  /**
   * The nodes that make such values.
   *
   * @param order the nodes of the graph, each after what it reads
   */
  static Set<Node> nodes(Graph graph, List<Node> order) {
    Set<Node> nodes = new HashSet<>();
    for (Node node : order) {
      if (node.is("Shape") || node.is("Size")) {
        nodes.add(node);
      } else if (node.domain().isEmpty() && OPERATORS.contains(node.type())) {
        boolean lengths = false;
        boolean others = false;
        for (String input : node.inputs()) {
          Node maker = graph.producer(input);
          boolean length = maker != null && nodes.contains(maker);
          boolean table = node.is("Gather") && input.equals(node.input(0));
          boolean constant = maker == null ? graph.constant(input) != null : maker.is("Constant");
          lengths |= length;
          others |= !input.isEmpty() && !length && (table || !constant);
        }
        if (lengths && !others) {
          nodes.add(node);
        }
      }
    }
    return nodes;
  }
}
