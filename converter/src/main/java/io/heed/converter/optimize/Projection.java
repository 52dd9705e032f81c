package io.heed.converter.optimize;

import io.heed.converter.graph.Graph;
import io.heed.converter.graph.Initializer;
import io.heed.converter.graph.Node;
import io.heed.converter.graph.ShapeInference;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A linear layer that makes the queries, keys or values of attention.
 *
 * @param input what it reads
 * @param weights a constant [in, out]
 * @param bias a constant [out], or null
 * @param product what the MatMul alone gives
 * @param nodes its nodes
 */
record Projection(
    String input,
    Initializer weights,
    @Nullable Initializer bias,
    String product,
    List<Node> nodes) {
  /** The layer that makes a value; null if that is not a product with constant weights. */
  static @Nullable Projection making(Graph graph, ShapeInference shapes, String value) {
    List<Node> nodes = new ArrayList<>();
    BiasAddition sum = BiasAddition.making(graph, shapes, value);
    String product = value;
    if (sum != null) {
      nodes.add(sum.node());
      product = sum.value();
    }
    Node node = graph.producer(product);
    Initializer weights = node == null || !node.is("MatMul") ? null : graph.constant(node.input(1));
    if (node == null || weights == null || weights.dims().size() != 2) {
      return null;
    }
    nodes.add(node);
    Initializer bias = sum == null ? null : graph.constant(sum.bias());
    return new Projection(node.input(0), weights, bias, product, nodes);
  }
}
