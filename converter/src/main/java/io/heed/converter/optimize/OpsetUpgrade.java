package io.heed.converter.optimize;

import io.heed.converter.graph.Graph;
import io.heed.converter.graph.Node;
import io.heed.converter.graph.OnnxModel;
import io.heed.converter.graph.ShapeInference;
import io.heed.converter.onnx.OnnxTensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Brings a graph of the standard operator sets 11 to 22 to a newer one, up to 23: axes that became
 * inputs, and the axis of Softmax. A graph with an operator whose meaning changed otherwise stays
 * as it is.
 */
final class OpsetUpgrade implements GraphPass {
  private static final Set<String> CHANGED =
      Set.of(
          "BatchNormalization",
          "Resize",
          "Upsample",
          "Pad",
          "GridSample",
          "RoiAlign",
          "DFT",
          "Cast",
          "Hardmax",
          "LogSoftmax",
          "QuantizeLinear",
          "DequantizeLinear",
          "GroupNormalization",
          "AveragePool",
          "ConvTranspose",
          "ScatterElements",
          "ScatterND",
          "Loop",
          "If",
          "Scan");

  private static final Set<String> REDUCTIONS =
      Set.of(
          "ReduceL1",
          "ReduceL2",
          "ReduceLogSum",
          "ReduceLogSumExp",
          "ReduceMax",
          "ReduceMean",
          "ReduceMin",
          "ReduceProd",
          "ReduceSumSquare");

  private final long version;

  OpsetUpgrade(long version) {
    this.version = version;
  }

  @Override
  public int apply(OnnxModel model) {
    long from = model.opset("");
    if (from < 11 || from >= version) {
      return 0;
    }
    ShapeInference shapes = ShapeInference.of(model);
    List<Node> nodes = model.graph().nodes();
    if (!nodes.stream().allMatch(node -> same(node, from, shapes))) {
      return 0;
    }
    for (Node node : nodes) {
      if (node.domain().isEmpty()) {
        upgrade(model.graph(), node, from);
      }
    }
    model.useOpset("", version);
    return 1;
  }

  /** Whether what is not rewritten below means the same in both operator sets. */
  private static boolean same(Node node, long from, ShapeInference shapes) {
    if (!node.domain().isEmpty()) {
      return true;
    }
    if (node.is("Softmax") && from < 13) {
      long axis = node.intOr("axis", 1);
      return axis == -1 || axis == shapes.of(node.input(0)).rank() - 1;
    }
    return node.is("Cast") || !CHANGED.contains(node.type());
  }

  private void upgrade(Graph graph, Node node, long from) {
    if (from < 13 && Set.of("Unsqueeze", "Squeeze", "ReduceSum").contains(node.type())) {
      moveToInput(graph, node, "axes", 1);
    }
    if (from < 13 && node.is("Split")) {
      moveToInput(graph, node, "split", 1);
    }
    if (from < 13 && node.is("Softmax")) {
      node.set(io.heed.converter.onnx.OnnxAttributes.ofInt("axis", -1));
    }
    if (from < 18 && version >= 18 && REDUCTIONS.contains(node.type())) {
      moveToInput(graph, node, "axes", 1);
    }
    if (from < 18 && version >= 18 && node.is("Split") && node.input(1).isEmpty()) {
      node.set(io.heed.converter.onnx.OnnxAttributes.ofInt("num_outputs", node.outputs().size()));
    }
  }

  private static void moveToInput(Graph graph, Node node, String attribute, int input) {
    long[] values = node.ints(attribute);
    if (values == null) {
      return;
    }
    List<String> inputs = new ArrayList<>(node.inputs().subList(0, input));
    inputs.add(
        graph.add(OnnxTensors.longs(node.output() + "_" + attribute, values, values.length)));
    node.drop(attribute);
    graph.setInputs(node, inputs);
  }
}
