package io.heed.converter.optimize;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.heed.converter.graph.Dim;
import io.heed.converter.graph.Graph;
import io.heed.converter.graph.Node;
import io.heed.converter.graph.OnnxModel;
import io.heed.converter.graph.ShapeInference;
import io.heed.converter.graph.ValueFacts;
import io.heed.converter.onnx.OnnxTensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Replaces arithmetic on shapes by what it gives: numbers that are the same in every run, and the
 * target of a Reshape where each axis is a number, the input's own, or the rest.
 */
final class StaticShapes implements GraphPass {
  @Override
  public int apply(OnnxModel model) {
    Graph graph = model.graph();
    ShapeInference shapes = ShapeInference.of(model);
    int changed = 0;
    for (Node node : graph.sorted()) {
      changed += node.is("Reshape") ? reshape(graph, shapes, node) : 0;
      for (String output : node.outputs()) {
        changed += number(graph, shapes.of(output), output);
      }
    }
    graph.removeUnused();
    return changed;
  }

  private static int number(Graph graph, ValueFacts facts, String value) {
    List<Dim> elements = facts.elements();
    boolean whole = facts.type() == DataType.INT64 || facts.type() == DataType.INT32;
    if (elements == null
        || !whole
        || graph.isOutput(value)
        || graph.readers(value).isEmpty()
        || elements.stream().anyMatch(each -> each.number().isEmpty())) {
      return 0;
    }
    long[] numbers = elements.stream().mapToLong(each -> each.number().orElseThrow()).toArray();
    long[] shape = facts.rank() == 0 ? new long[0] : new long[] {numbers.length};
    String constant =
        graph.add(
            facts.type() == DataType.INT64
                ? OnnxTensors.longs(value, numbers, shape)
                : OnnxTensors.ints(
                    value,
                    java.util.Arrays.stream(numbers).mapToInt(Math::toIntExact).toArray(),
                    shape));
    graph.replaceUses(value, constant);
    return 1;
  }

  private static int reshape(Graph graph, ShapeInference shapes, Node node) {
    ValueFacts target = shapes.of(node.input(1));
    if (graph.constant(node.input(1)) != null || target.elements() == null) {
      return 0;
    }
    List<Dim> from = shapes.of(node.input(0)).shape();
    List<Dim> to = shapes.of(node.output()).shape();
    long[] numbers =
        target(
            from == null ? List.of() : from,
            to == null ? Objects.requireNonNull(target.elements()) : to);
    if (numbers == null) {
      return 0;
    }
    String constant = graph.add(OnnxTensors.longs(node.input(1), numbers, numbers.length));
    node.drop("allowzero");
    graph.setInputs(node, List.of(node.input(0), constant));
    return 1;
  }

  /**
   * The target of a Reshape: 0 for axes that are the input's own, -1 for one that is left; null if
   * it cannot be said so.
   */
  static long @Nullable [] target(List<Dim> from, List<Dim> to) {
    List<Integer> open = new ArrayList<>();
    long[] numbers = new long[to.size()];
    for (int i = 0; i < numbers.length; i++) {
      Dim dim = to.get(i);
      if (dim.is(0)) {
        return null;
      }
      if (dim.number().isPresent() && !dim.is(-1)) {
        numbers[i] = dim.number().getAsLong();
      } else if (i < from.size() && from.get(i).equals(dim)) {
        numbers[i] = 0;
      } else {
        open.add(i);
        numbers[i] = -1;
      }
    }
    return open.size() <= 1 ? numbers : null;
  }
}
