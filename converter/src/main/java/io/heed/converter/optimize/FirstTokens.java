package io.heed.converter.optimize;

import io.heed.converter.graph.Graph;
import io.heed.converter.graph.Initializer;
import io.heed.converter.graph.Node;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A node that takes the first token of each text from [batch, sequence, hidden].
 *
 * @param keepsAxis whether it gives [batch, 1, hidden], not [batch, hidden]
 */
record FirstTokens(Node node, boolean keepsAxis) {
  /** A Gather or Slice of place 0; null if the node is none. */
  static @Nullable FirstTokens of(Graph graph, Node node, String tokens) {
    if (!node.input(0).equals(tokens) || node.inputs().lastIndexOf(tokens) != 0) {
      return null;
    }
    if (node.is("Gather")) {
      Initializer index = graph.constant(node.input(1));
      long axis = node.intOr("axis", 0);
      if (index == null || index.size() != 1 || !index.isFilledWith(0) || index.dims().size() > 1) {
        return null;
      }
      return axis == 1 || axis == -2 ? new FirstTokens(node, index.dims().size() == 1) : null;
    }
    boolean first =
        node.is("Slice")
            && is(graph, node.input(1), 0)
            && is(graph, node.input(2), 1)
            && (is(graph, node.input(3), 1) || is(graph, node.input(3), -2))
            && (node.input(4).isEmpty() || is(graph, node.input(4), 1));
    return first ? new FirstTokens(node, true) : null;
  }

  private static boolean is(Graph graph, String value, long number) {
    Initializer constant = graph.constant(value);
    return constant != null
        && constant.isWhole()
        && constant.size() == 1
        && Arrays.equals(constant.longs(), new long[] {number});
  }
}
