package io.heed.converter.quantize;

import io.heed.converter.graph.Graph;
import io.heed.converter.graph.Node;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the forms share. Stateless. */
final class Rewrites {
  private Rewrites() {}

  /** Takes the nodes of a layer out, so that others can make its result. */
  static void remove(Graph graph, Layer layer) {
    Node add = layer.add();
    graph.remove(layer.node());
    if (add != null) {
      graph.remove(add);
    }
  }

  /** The inputs with one more unless it is null; without empty ones at the end. */
  static List<String> with(List<String> inputs, @Nullable String last) {
    List<String> all = new ArrayList<>(inputs);
    if (last != null) {
      all.add(last);
    }
    while (all.get(all.size() - 1).isEmpty()) {
      all.remove(all.size() - 1);
    }
    return all;
  }

  /** Makes the result of a layer from a product: adds the bias, if any. */
  static void addBias(Graph graph, Layer layer, Node product, @Nullable String bias) {
    graph.add(product);
    if (bias != null) {
      graph.add(Node.of("Add", List.of(product.output(), bias), layer.output()));
    }
  }

  /** The name that the product of a layer has: the layer's own where no bias is added. */
  static String product(Graph graph, Layer layer, @Nullable String bias) {
    return bias == null ? layer.output() : graph.newName(layer.output() + "_product");
  }
}
