package io.heed.converter.optimize;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.heed.converter.graph.Graph;
import io.heed.converter.graph.Initializer;
import io.heed.converter.graph.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The least and the largest number that a value can hold, as far as it follows from those of the
 * inputs: what decides that a mask masks nothing. Truth is 0 and 1. Inputs and weights are taken to
 * be finite numbers.
 */
final class ValueRanges {
  /**
   * A range of numbers.
   *
   * @param least at most every element
   * @param most at least every element
   */
  record Range(double least, double most) {
    static final Range ALL = new Range(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    static final Range TRUTH = new Range(0, 1);

    static Range of(double number) {
      return new Range(number, number);
    }

    boolean isOne() {
      return Double.compare(least, most) == 0;
    }

    boolean is(double number) {
      return isOne() && Double.compare(least + 0.0, number + 0.0) == 0;
    }

    private static Range truth(boolean certain, boolean impossible) {
      return certain ? of(1) : impossible ? of(0) : TRUTH;
    }
  }

  private final Graph graph;
  private final Map<String, Range> ranges = new HashMap<>();

  private ValueRanges(Graph graph, Map<String, Range> inputs) {
    this.graph = graph;
    ranges.putAll(inputs);
  }

  /** Follows the ranges of inputs through a graph. */
  static ValueRanges of(Graph graph, Map<String, Range> inputs) {
    ValueRanges found = new ValueRanges(graph, inputs);
    for (Node node : graph.sorted()) {
      Range range = node.hasSubgraph() || !node.domain().isEmpty() ? Range.ALL : found.of(node);
      node.outputs().forEach(output -> found.ranges.put(output, range));
    }
    return found;
  }

  /** What a value can hold. */
  Range of(String value) {
    Range known = ranges.get(value);
    if (known != null) {
      return known;
    }
    Initializer constant = graph.constant(value);
    return constant == null ? Range.ALL : ofConstant(constant);
  }

  private static Range ofConstant(Initializer constant) {
    if (constant.size() == 0 || constant.size() > 65_536) {
      return Range.ALL;
    }
    double fill = constant.fill();
    if (!Double.isNaN(fill)) {
      return Range.of(fill);
    }
    if (!constant.isWhole()) {
      return Range.ALL;
    }
    long[] values = constant.longs();
    return new Range(
        java.util.Arrays.stream(values).min().orElse(0),
        java.util.Arrays.stream(values).max().orElse(0));
  }

  private Range of(Node node) {
    Range a = of(node.input(0));
    Range b = of(node.input(1));
    return switch (node.type()) {
      case "Identity",
          "Unsqueeze",
          "Squeeze",
          "Reshape",
          "Flatten",
          "Transpose",
          "Slice",
          "Expand",
          "Tile",
          "Gather",
          "GatherND",
          "GatherElements",
          "Split",
          "Dropout",
          "ReduceMax",
          "ReduceMin",
          "ReduceMean" ->
          a;
      case "Cast" -> cast(node, a);
      case "Concat" -> hull(node, 0);
      case "Where" -> a.is(1) ? b : a.is(0) ? of(node.input(2)) : hull(node, 1);
      case "Add" -> new Range(a.least + b.least, a.most + b.most);
      case "Sub" -> new Range(a.least - b.most, a.most - b.least);
      case "Mul" -> product(a, b);
      case "Neg" -> new Range(-a.most, -a.least);
      case "Not" -> new Range(1 - a.most, 1 - a.least);
      case "And" -> new Range(Math.min(a.least, b.least), Math.min(a.most, b.most));
      case "Or" -> new Range(Math.max(a.least, b.least), Math.max(a.most, b.most));
      case "Equal" -> Range.truth(a.isOne() && b.isOne() && a.is(b.least), apart(a, b));
      case "Greater" -> Range.truth(a.least > b.most, a.most <= b.least);
      case "GreaterOrEqual" -> Range.truth(a.least >= b.most, a.most < b.least);
      case "Less" -> Range.truth(a.most < b.least, a.least >= b.most);
      case "LessOrEqual" -> Range.truth(a.most <= b.least, a.least > b.most);
      case "Range" -> b.least < 0 ? Range.ALL : new Range(Math.min(a.least, 0), Range.ALL.most);
      case "Shape", "Size" -> new Range(0, Range.ALL.most);
      case "ConstantOfShape" -> fill(node);
      case "Softmax", "Sigmoid" -> new Range(0, 1);
      case "IsNaN" ->
          Double.isInfinite(a.least) || Double.isInfinite(a.most) ? Range.TRUTH : Range.of(0);
      default -> Range.ALL;
    };
  }

  private static boolean apart(Range a, Range b) {
    return a.most < b.least || b.most < a.least;
  }

  /**
   * A cast to BOOL gives 1 for what is not 0, one to whole numbers cuts off what is behind them.
   */
  private static Range cast(Node node, Range in) {
    DataType to = DataType.forNumber((int) node.intOr("to", 0));
    if (to == DataType.BOOL) {
      return Range.truth(in.least > 0 || in.most < 0, in.is(0));
    }
    boolean fractions =
        to == DataType.FLOAT
            || to == DataType.DOUBLE
            || to == DataType.FLOAT16
            || to == DataType.BFLOAT16;
    return fractions ? in : new Range(cut(in.least), cut(in.most));
  }

  private static double cut(double number) {
    return number < 0 ? Math.ceil(number) : Math.floor(number);
  }

  private static Range product(Range a, Range b) {
    if (a.is(0) || b.is(0)) {
      return Range.of(0);
    }
    double[] corners = {a.least * b.least, a.least * b.most, a.most * b.least, a.most * b.most};
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (double corner : corners) {
      if (Double.isNaN(corner)) {
        return Range.ALL;
      }
      least = Math.min(least, corner);
      most = Math.max(most, corner);
    }
    return new Range(least, most);
  }

  private Range hull(Node node, int from) {
    List<Range> parts = new ArrayList<>();
    node.inputs().subList(from, node.inputs().size()).forEach(input -> parts.add(of(input)));
    double least = parts.stream().mapToDouble(Range::least).min().orElse(Range.ALL.least);
    double most = parts.stream().mapToDouble(Range::most).max().orElse(Range.ALL.most);
    return new Range(least, most);
  }

  private static Range fill(Node node) {
    var tensor = node.tensor("value");
    double value = tensor == null ? 0 : Initializer.of(tensor).fill();
    return Double.isNaN(value) ? Range.ALL : Range.of(value);
  }
}
