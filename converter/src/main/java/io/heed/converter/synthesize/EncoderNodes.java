package io.heed.converter.synthesize;

import ai.onnx.proto.OnnxMl.AttributeProto;
import io.heed.converter.onnx.OnnxAttributes;
import io.heed.converter.onnx.OnnxGraphBuilder;
import io.heed.converter.onnx.OnnxTensors;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Adds operators, constants and weights to a graph; values are named {@code module/Operator}.
 * Confined to one thread.
 */
final class EncoderNodes {
  private final OnnxGraphBuilder graph;
  private final WeightPlan weights;
  private final Set<String> constants = new HashSet<>();

  EncoderNodes(OnnxGraphBuilder graph, WeightPlan weights) {
    this.graph = graph;
    this.weights = weights;
  }

  String add(String module, String opType, List<String> inputs, AttributeProto... attributes) {
    return graph.node(opType, graph.uniqueName(module + "/" + opType), inputs, attributes);
  }

  /** Adds a node whose output has this very name, as an output of the graph must. */
  String addNamed(String output, String opType, List<String> inputs, AttributeProto... attributes) {
    return graph.node(opType, output, inputs, attributes);
  }

  /** A scalar; the same one for the same name. */
  String scalar(String name, float value) {
    if (constants.add(name)) {
      graph.initializer(OnnxTensors.floats(name, new float[] {value}));
    }
    return name;
  }

  /** A scalar of INT64; the same one for the same name. */
  String index(String name, long value) {
    if (constants.add(name)) {
      graph.initializer(OnnxTensors.longs(name, new long[] {value}));
    }
    return name;
  }

  /** A vector of INT64; the same one for the same name. */
  String longs(String name, long... values) {
    if (constants.add(name)) {
      graph.initializer(OnnxTensors.longs(name, values, values.length));
    }
    return name;
  }

  /** The row numbers of a table as a [1, rows] tensor. */
  String rowNumbers(String name, int rows) {
    long[] numbers = new long[rows];
    for (int i = 0; i < rows; i++) {
      numbers[i] = i;
    }
    return graph.initializer(OnnxTensors.longs(name, numbers, 1, rows));
  }

  String weight(String name, Integer... shape) {
    return plan(new PlannedWeight(name, WeightTensor.of(name, shape), false));
  }

  private String plan(PlannedWeight weight) {
    weights.add(weight);
    return graph.initializer(weight.header());
  }

  /** x W + b over the last dimension of any tensor. */
  String linear(String module, String x, int inputs, int outputs) {
    String weight = module + ".weight";
    String transposed =
        plan(
            new PlannedWeight(
                weight + "_transposed", WeightTensor.of(weight, outputs, inputs), true));
    String product = add(module, "MatMul", List.of(x, transposed));
    return add(module, "Add", List.of(weight(module + ".bias", outputs), product));
  }

  /** The same over rows, which exporters write as one operator. */
  String rows(String output, String module, String x, int inputs, int outputs) {
    return addNamed(
        output,
        "Gemm",
        List.of(x, weight(module + ".weight", outputs, inputs), weight(module + ".bias", outputs)),
        OnnxAttributes.ofInt("transB", 1));
  }
}
