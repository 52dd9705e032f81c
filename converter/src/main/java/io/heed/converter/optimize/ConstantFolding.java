package io.heed.converter.optimize;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import io.heed.converter.error.ConverterException;
import io.heed.converter.graph.Graph;
import io.heed.converter.graph.Initializer;
import io.heed.converter.graph.Node;
import io.heed.converter.graph.OnnxModel;
import io.heed.converter.graph.ShapeInference;
import io.heed.converter.graph.ValueFacts;
import io.heed.converter.ort.OrtGraph;
import io.heed.converter.ort.OrtGraphOptions;
import io.heed.converter.ort.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Computes what depends on constants alone, by ONNX Runtime, node for node. What is made at random,
 * is not of the standard domain, is of unknown size or more than {@value #MOST_ELEMENTS} elements
 * stays as it is.
 */
final class ConstantFolding implements GraphPass {
  /** Elements of a result up to which it may stand in the file: those of a table of positions. */
  static final long MOST_ELEMENTS = 16_000_000;

  private static final Set<String> LEFT =
      Set.of(
          "Bernoulli",
          "Constant",
          "DequantizeLinear",
          "Multinomial",
          "QuantizeLinear",
          "RandomNormal",
          "RandomNormalLike",
          "RandomUniform",
          "RandomUniformLike");

  @Override
  public int apply(OnnxModel model) {
    Graph graph = model.graph();
    ShapeInference shapes = ShapeInference.of(model);
    Set<String> constant = new HashSet<>();
    List<Node> folded = new ArrayList<>();
    for (Node node : graph.sorted()) {
      if (foldable(graph, shapes, node, constant)) {
        folded.add(node);
        constant.addAll(node.outputs());
      }
    }
    if (folded.isEmpty()) {
      return 0;
    }
    Map<String, ValueFacts> wanted = new LinkedHashMap<>();
    Set<Node> inside = new HashSet<>(folded);
    for (Node node : folded) {
      for (String output : node.outputs()) {
        if (!inside.containsAll(graph.readers(output)) || graph.isOutput(output)) {
          wanted.put(output, shapes.of(output));
        }
      }
    }
    Map<String, Tensor> values = run(model, folded, wanted);
    values.forEach((name, value) -> replace(graph, name, value));
    graph.removeUnused();
    return folded.size();
  }

  private static boolean foldable(
      Graph graph, ShapeInference shapes, Node node, Set<String> constant) {
    if (!node.domain().isEmpty()
        || LEFT.contains(node.type())
        || node.hasSubgraph()
        || node.outputs().stream().anyMatch(graph::isOutput)
        || node.inputs().stream()
            .anyMatch(
                input ->
                    !input.isEmpty()
                        && !constant.contains(input)
                        && graph.constant(input) == null)) {
      return false;
    }
    for (String output : node.outputs()) {
      long size = output.isEmpty() ? 0 : shapes.of(output).size();
      if (size < 0 || size > MOST_ELEMENTS) {
        return false;
      }
    }
    return true;
  }

  private static Map<String, Tensor> run(
      OnnxModel model, List<Node> nodes, Map<String, ValueFacts> wanted) {
    Graph graph = model.graph();
    GraphProto.Builder part = GraphProto.newBuilder().setName("constants");
    Set<String> read = new HashSet<>();
    for (Node node : nodes) {
      part.addNode(node.toProto());
      for (String input : node.inputs()) {
        Initializer constant = graph.constant(input);
        if (constant != null && read.add(input)) {
          part.addInitializer(constant.toProto());
        }
      }
    }
    wanted.forEach(
        (name, facts) ->
            part.addOutput(
                ValueInfoProto.newBuilder()
                    .setName(name)
                    .setType(
                        TypeProto.newBuilder()
                            .setTensorType(
                                TypeProto.Tensor.newBuilder()
                                    .setElemType(facts.type().getNumber())))));
    byte[] bytes = model.around(part.build()).toByteArray();
    try (OrtGraph session =
        OrtGraph.open(
            bytes,
            "constants",
            OrtGraphOptions.DEFAULT.optimization(OrtGraphOptions.Optimization.NONE))) {
      return session.run(Map.of());
    } catch (ConverterException e) {
      throw new ConverterException(
          e.kind(), "the constants of the graph cannot be computed: " + e.getMessage(), e);
    }
  }

  private static void replace(Graph graph, String name, Tensor value) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(value.type().onnxNumber())
            .setRawData(ByteString.copyFrom(value.bytes()));
    for (long dim : value.shape()) {
      tensor.addDims(dim);
    }
    graph.replaceUses(name, graph.add(tensor.build()));
  }
}
