package io.heed.converter.optimize;

import io.heed.converter.graph.Graph;
import io.heed.converter.graph.Node;
import java.util.Collection;

/** The nodes of a pattern that one node is to replace. Stateless. */
final class InnerNodes {
  private InnerNodes() {}

  /**
   * Whether what these nodes make is read by themselves and the last node of the pattern only, and
   * is no result of the graph.
   */
  static boolean areAlone(Graph graph, Collection<Node> inner, Node last) {
    return inner.stream()
        .filter(node -> !node.equals(last))
        .flatMap(node -> node.outputs().stream())
        .allMatch(
            value ->
                !graph.isOutput(value)
                    && graph.readers(value).stream()
                        .allMatch(reader -> reader.equals(last) || inner.contains(reader)));
  }
}
