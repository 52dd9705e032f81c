package io.heed.converter.optimize;

import io.heed.converter.graph.Dim;
import io.heed.converter.graph.Graph;
import io.heed.converter.graph.Initializer;
import io.heed.converter.graph.Node;
import io.heed.converter.graph.ShapeInference;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The scores that a Softmax reads, back to the product of queries and keys.
 *
 * @param product the MatMul
 * @param factor what its result is multiplied by before the mask
 * @param mask null if there is none
 * @param nodes all nodes from the product on
 */
record Scores(Node product, double factor, @Nullable AttentionMask mask, List<Node> nodes) {
  static @Nullable Scores of(
      Graph graph, ShapeInference shapes, PaddingMasks masks, String softmaxInput) {
    List<Node> nodes = new ArrayList<>();
    Node node = graph.producer(softmaxInput);
    String scores = softmaxInput;
    AttentionMask mask = null;
    if (node != null && (node.is("Add") || node.is("Where"))) {
      int kept = kept(graph, shapes, node);
      if (kept < 0 || !sameShape(shapes, node.input(kept), node.output())) {
        return null;
      }
      mask = mask(graph, masks, node, kept);
      nodes.add(node);
      scores = node.input(kept);
    }
    LayoutTrace trace = LayoutTrace.endingIn(graph, scores);
    Node product = graph.producer(trace.source());
    if (trace.nodes().stream().anyMatch(LayoutTrace::moves)
        || product == null
        || !product.is("MatMul")) {
      return null;
    }
    nodes.addAll(trace.nodes());
    nodes.add(product);
    return new Scores(product, trace.factor(), mask, nodes);
  }

  /** The input that the scores come from: a product, scaled or not; -1 if none does. */
  private static int kept(Graph graph, ShapeInference shapes, Node node) {
    int found = -1;
    for (int i = node.is("Where") ? 1 : 0; i < node.inputs().size(); i++) {
      Node maker = graph.producer(LayoutTrace.endingIn(graph, node.input(i)).source());
      if (maker != null && maker.is("MatMul") && shapes.of(node.input(i)).rank() == 4) {
        found = i;
      }
    }
    if (node.is("Where") && found > 0) {
      Initializer fill = graph.constant(node.input(3 - found));
      return fill != null && fill.size() == 1 ? found : -1;
    }
    return found;
  }

  private static AttentionMask mask(Graph graph, PaddingMasks masks, Node node, int kept) {
    if (node.is("Add")) {
      return AttentionMask.added(node.input(1 - kept), masks);
    }
    Initializer fill = graph.constant(node.input(3 - kept));
    return AttentionMask.chosen(
        node.input(0), kept == 1, fill == null ? Double.NaN : fill.fill(), masks);
  }

  private static boolean sameShape(ShapeInference shapes, String one, String other) {
    List<Dim> shape = shapes.of(one).shape();
    return shape != null && shape.equals(shapes.of(other).shape());
  }
}
