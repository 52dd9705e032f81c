package io.heed.converter.optimize;

import io.heed.converter.graph.Dim;
import io.heed.converter.graph.Graph;
import io.heed.converter.graph.Initializer;
import io.heed.converter.graph.Node;
import io.heed.converter.graph.OnnxModel;
import io.heed.converter.graph.ShapeInference;
import io.heed.converter.graph.ValueFacts;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Removes nodes that give one of their inputs back: Identity, Dropout, casts to the type that is
 * there, reshapes to the shape that is there, sums with 0, products with 1.
 */
final class NoOperations implements GraphPass {
  @Override
  public int apply(OnnxModel model) {
    Graph graph = model.graph();
    ShapeInference shapes = ShapeInference.of(model);
    int changed = 0;
    for (Node node : graph.sorted()) {
      String same = unchanged(graph, shapes, node);
      boolean renames = same != null && graph.isOutput(node.output());
      if (same != null
          && !(renames
              && (graph.isInput(same) || graph.constant(same) != null || graph.isOutput(same)))) {
        graph.replaceUses(node.output(), same);
        graph.remove(node);
        changed++;
      }
    }
    return changed;
  }

  /** The input that the only output equals, or null. */
  private static @Nullable String unchanged(Graph graph, ShapeInference shapes, Node node) {
    if (!node.domain().isEmpty() || node.hasSubgraph() || !onlyFirst(graph, node)) {
      return null;
    }
    ValueFacts in = shapes.of(node.input(0));
    ValueFacts out = shapes.of(node.output());
    boolean first =
        switch (node.type()) {
          case "Identity" -> true;
          case "Dropout" -> node.input(2).isEmpty() || isConstant(graph, node.input(2), 0);
          case "Cast" -> in.type() == out.type() && in.type().getNumber() != 0;
          case "Reshape", "Expand", "Slice", "Tile", "Flatten", "Squeeze", "Unsqueeze" ->
              sameShape(in, out);
          case "Transpose" -> inOrder(node.ints("perm"));
          case "Concat" -> node.inputs().size() == 1;
          case "Add", "Sub" -> isConstant(graph, node.input(1), 0) && sameShape(in, out);
          case "Mul", "Div" -> isConstant(graph, node.input(1), 1) && sameShape(in, out);
          default -> false;
        };
    if (first) {
      return node.input(0);
    }
    double neutral = node.is("Add") ? 0 : node.is("Mul") ? 1 : Double.NaN;
    return isConstant(graph, node.input(0), neutral) && sameShape(shapes.of(node.input(1)), out)
        ? node.input(1)
        : null;
  }

  private static boolean onlyFirst(Graph graph, Node node) {
    return IntStream.range(1, node.outputs().size())
        .allMatch(
            i ->
                graph.readers(node.outputs().get(i)).isEmpty()
                    && !graph.isOutput(node.outputs().get(i)));
  }

  private static boolean sameShape(ValueFacts in, ValueFacts out) {
    List<Dim> shape = in.shape();
    return shape != null && shape.equals(out.shape());
  }

  private static boolean inOrder(long @Nullable [] order) {
    return order != null
        && LongStream.of(order)
            .boxed()
            .toList()
            .equals(LongStream.range(0, order.length).boxed().toList());
  }

  private static boolean isConstant(Graph graph, String name, double value) {
    Initializer constant = graph.constant(name);
    return constant != null && constant.size() <= 4096 && constant.isFilledWith(value);
  }
}
