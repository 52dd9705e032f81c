package io.heed.converter.optimize;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.heed.converter.graph.Dim;
import io.heed.converter.graph.Graph;
import io.heed.converter.graph.Node;
import io.heed.converter.graph.OnnxModel;
import io.heed.converter.graph.ShapeInference;
import io.heed.converter.graph.ValueFacts;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The form of a graph for texts without padding: the attention mask is 1 everywhere, so that what
 * is computed from it is known, and the input falls away.
 *
 * <p>Sound by {@link ValueRanges}: a sum with what is 0 in every run is the other summand, a choice
 * by what is always true is the first. If something is left that reads the mask, it stays an input.
 */
final class NoMask implements GraphPass {
  /** The name that exports of Hugging Face's models give to the mask. */
  static final String INPUT = "attention_mask";

  @Override
  public int apply(OnnxModel model) {
    Graph graph = model.graph();
    if (!graph.isInput(INPUT)) {
      return 0;
    }
    ValueRanges ranges = ValueRanges.of(graph, Map.of(INPUT, ValueRanges.Range.of(1)));
    ShapeInference shapes = ShapeInference.of(model);
    int changed = 0;
    for (Node node : graph.sorted()) {
      changed += simplify(graph, shapes, ranges, node) ? 1 : 0;
    }
    graph.removeUnused();
    if (graph.readers(INPUT).isEmpty() && !graph.isOutput(INPUT)) {
      graph.removeInput(INPUT);
    }
    return changed;
  }

  private static boolean simplify(
      Graph graph, ShapeInference shapes, ValueRanges ranges, Node node) {
    if (!node.domain().isEmpty() || graph.isOutput(node.output())) {
      return false;
    }
    String same = same(shapes, ranges, node);
    if (same != null) {
      graph.replaceUses(node.output(), same);
      return true;
    }
    double neutral = shapes.of(node.input(3)).type() == DataType.BOOL ? 1 : 0;
    if (node.is("Attention") && ranges.of(node.input(3)).is(neutral)) {
      graph.setInputs(node, node.inputs().subList(0, 3));
      return true;
    }
    return false;
  }

  /** The input that the output equals, of the same shape. */
  private static @Nullable String same(ShapeInference shapes, ValueRanges ranges, Node node) {
    List<Dim> shape = shapes.of(node.output()).shape();
    String found =
        switch (node.type()) {
          case "Add" ->
              ranges.of(node.input(1)).is(0)
                  ? node.input(0)
                  : ranges.of(node.input(0)).is(0) ? node.input(1) : "";
          case "Sub" -> ranges.of(node.input(1)).is(0) ? node.input(0) : "";
          case "Mul" ->
              ranges.of(node.input(1)).is(1)
                  ? node.input(0)
                  : ranges.of(node.input(0)).is(1) ? node.input(1) : "";
          case "Where" ->
              ranges.of(node.input(0)).is(1)
                  ? node.input(1)
                  : ranges.of(node.input(0)).is(0) ? node.input(2) : "";
          default -> "";
        };
    return !found.isEmpty() && shape != null && fits(shapes.of(found), shape) ? found : null;
  }

  /** Whether broadcasting with a mask leaves the value as it is, whatever the mask's shape is. */
  private static boolean fits(ValueFacts value, List<Dim> shape) {
    return shape.equals(value.shape());
  }
}
