package io.heed.converter.optimize;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.heed.converter.graph.Graph;
import io.heed.converter.graph.Initializer;
import io.heed.converter.graph.Node;
import io.heed.converter.graph.OnnxModel;
import io.heed.converter.graph.ShapeInference;
import io.heed.converter.onnx.OnnxAttributes;
import io.heed.converter.onnx.OnnxTensors;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * INT32 in place of INT64 in what is computed with whole numbers, positions and token types mostly,
 * where every number provably fits and no operator wants INT64. Shapes, inputs and outputs stay as
 * they are, and nothing is cast that was not cast before.
 */
final class NarrowIntegers implements GraphPass {
  /** Operators whose inputs at these places have the type of the output. */
  private static final Map<String, Set<Integer>> ALIKE =
      Map.ofEntries(
          Map.entry("Add", Set.of(0, 1)),
          Map.entry("Sub", Set.of(0, 1)),
          Map.entry("Mul", Set.of(0, 1)),
          Map.entry("Where", Set.of(1, 2)),
          Map.entry("Range", Set.of(0, 1, 2)),
          Map.entry("Identity", Set.of(0)),
          Map.entry("Slice", Set.of(0)),
          Map.entry("Gather", Set.of(0)),
          Map.entry("Expand", Set.of(0)),
          Map.entry("Reshape", Set.of(0)),
          Map.entry("Squeeze", Set.of(0)),
          Map.entry("Unsqueeze", Set.of(0)),
          Map.entry("Transpose", Set.of(0)),
          Map.entry("Cast", Set.of()),
          Map.entry("ConstantOfShape", Set.of()));

  /** Operators both of whose inputs have one type, of which the output's is independent. */
  private static final Set<String> COMPARING =
      Set.of("Equal", "Less", "LessOrEqual", "Greater", "GreaterOrEqual");

  @Override
  public int apply(OnnxModel model) {
    Graph graph = model.graph();
    ShapeInference shapes = ShapeInference.of(model);
    ValueRanges ranges = ValueRanges.of(graph, Map.of());
    Set<String> narrow = new LinkedHashSet<>();
    for (Node node : graph.nodes()) {
      if (isFlexible(node)
          && shapes.of(node.output()).type() == DataType.INT64
          && !graph.isOutput(node.output())
          && fits(ranges.of(node.output()))) {
        narrow.add(node.output());
      }
    }
    while (narrow.removeIf(value -> !holds(graph, narrow, value))) {}
    for (String value : List.copyOf(narrow)) {
      rewrite(graph, value);
    }
    graph.removeUnused();
    return narrow.size();
  }

  private static boolean isFlexible(Node node) {
    return node.domain().isEmpty() && ALIKE.containsKey(node.type()) && node.hasOneOutput();
  }

  private static boolean fits(ValueRanges.Range range) {
    return range.least() >= Integer.MIN_VALUE && range.most() <= Integer.MAX_VALUE;
  }

  /** Whether the value can become narrow if those of the set do. */
  private static boolean holds(Graph graph, Set<String> narrow, String value) {
    Node maker = graph.producer(value);
    if (maker == null) {
      return false;
    }
    for (int input : ALIKE.getOrDefault(maker.type(), Set.of())) {
      if (!becomesNarrow(graph, narrow, maker.input(input))) {
        return false;
      }
    }
    return graph.readers(value).stream().allMatch(reader -> takes(graph, narrow, reader, value));
  }

  private static boolean takes(Graph graph, Set<String> narrow, Node reader, String value) {
    if (!reader.domain().isEmpty() || reader.hasSubgraph()) {
      return false;
    }
    for (int i = 0; i < reader.inputs().size(); i++) {
      if (reader.input(i).equals(value) && !takes(graph, narrow, reader, i)) {
        return false;
      }
    }
    return true;
  }

  private static boolean takes(Graph graph, Set<String> narrow, Node reader, int input) {
    if (reader.is("Cast") || (reader.is("Gather") && input == 1)) {
      return true;
    }
    if (COMPARING.contains(reader.type())) {
      return becomesNarrow(graph, narrow, reader.input(1 - input));
    }
    return ALIKE.getOrDefault(reader.type(), Set.of()).contains(input)
        && reader.hasOneOutput()
        && narrow.contains(reader.output());
  }

  private static boolean becomesNarrow(Graph graph, Set<String> narrow, String value) {
    return narrow.contains(value) || constant(graph, value) != null;
  }

  /** A constant all of whose numbers fit. */
  private static @Nullable Initializer constant(Graph graph, String value) {
    Initializer constant = graph.constant(value);
    if (constant == null || constant.type() != DataType.INT64) {
      return null;
    }
    for (long number : constant.longs()) {
      if (number != (int) number) {
        return null;
      }
    }
    return constant;
  }

  private static void rewrite(Graph graph, String value) {
    Node maker = graph.producer(value);
    if (maker == null) {
      return;
    }
    if (maker.is("Cast")) {
      maker.set(OnnxAttributes.ofInt("to", DataType.INT32.getNumber()));
    } else if (maker.is("ConstantOfShape")) {
      var fill = maker.tensor("value");
      int number = fill == null ? 0 : (int) Initializer.of(fill).longs()[0];
      maker.set(OnnxAttributes.ofTensor("value", OnnxTensors.ints("value", new int[] {number}, 1)));
    }
    narrowConstants(graph, maker, ALIKE.getOrDefault(maker.type(), Set.of()));
    for (Node reader : graph.readers(value)) {
      if (COMPARING.contains(reader.type())) {
        narrowConstants(graph, reader, Set.of(0, 1));
      }
    }
  }

  private static void narrowConstants(Graph graph, Node node, Set<Integer> places) {
    List<String> inputs = new ArrayList<>(node.inputs());
    for (int place : places) {
      Initializer constant = constant(graph, node.input(place));
      if (constant != null) {
        long[] numbers = constant.longs();
        int[] narrow = new int[numbers.length];
        for (int i = 0; i < narrow.length; i++) {
          narrow[i] = (int) numbers[i];
        }
        long[] dims = constant.dims().stream().mapToLong(Long::longValue).toArray();
        inputs.set(place, graph.add(OnnxTensors.ints(constant.name() + "_int32", narrow, dims)));
      }
    }
    if (!inputs.equals(node.inputs())) {
      graph.setInputs(node, inputs);
    }
  }
}
