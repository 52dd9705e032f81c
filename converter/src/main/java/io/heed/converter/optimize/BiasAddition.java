package io.heed.converter.optimize;

import io.heed.converter.graph.Graph;
import io.heed.converter.graph.Initializer;
import io.heed.converter.graph.Node;
import io.heed.converter.graph.ShapeInference;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A sum with a constant vector along the last axis, as a linear layer ends in.
 *
 * @param node the Add
 * @param value what the vector is added to
 * @param bias the vector, as long as the last axis
 */
record BiasAddition(Node node, String value, String bias) {
  /** The sum that makes a value; null if none does. */
  static @Nullable BiasAddition making(Graph graph, ShapeInference shapes, String value) {
    Node node = graph.producer(value);
    if (node == null || !node.is("Add")) {
      return null;
    }
    long width = shapes.of(value).length(-1);
    for (int i = 0; i < 2; i++) {
      Initializer bias = graph.constant(node.input(i));
      String other = node.input(1 - i);
      if (bias != null
          && graph.constant(other) == null
          && bias.dims().equals(List.of(width))
          && shapes.of(other).length(-1) == width) {
        return new BiasAddition(node, other, bias.name());
      }
    }
    return null;
  }

  /** Whether only this node reads the sum, so that the node can add the vector itself. */
  boolean isOnlyReadBy(Graph graph, Node reader) {
    return reader.equals(graph.onlyReader(node.output()));
  }
}
