package io.heed.converter.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.heed.converter.ort.OrtGraph;
import io.heed.converter.ort.OrtGraphOptions;
import io.heed.converter.ort.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class ShapeInferenceTest {
  static final List<String> GRAPHS = ExportedGraph.NAMES;

  /** Every inner value of a graph is made an output, and ONNX Runtime tells its shape. */
  @ParameterizedTest
  @FieldSource("GRAPHS")
  void of_exportedGraph_agreesWithTheRun(String name) {
    ExportedGraph exported = ExportedGraph.of(name);
    OnnxModel model = OnnxModel.of(exported.model());
    ShapeInference inference = ShapeInference.of(model);
    for (Node node : model.graph().nodes()) {
      node.outputs().stream()
          .filter(output -> inference.of(output).rank() >= 0)
          .forEach(output -> model.graph().addOutput(typed(output, inference.of(output))));
    }
    assertTrue(
        model.graph().outputs().size() > model.graph().size() * 9 / 10, "most shapes are known");
    Map<String, Tensor> inputs = exported.inputs(1);
    long[] shape = Objects.requireNonNull(inputs.get("input_ids")).shape();
    try (OrtGraph graph =
        OrtGraph.open(
            model.toProto().toByteArray(),
            name,
            OrtGraphOptions.DEFAULT.optimization(OrtGraphOptions.Optimization.NONE))) {
      Map<String, Tensor> run = graph.run(inputs);
      Map<String, Long> lengths = new HashMap<>();
      ValueFacts declared = inference.of("input_ids");
      lengths.put(declared.dim(0).toString(), shape[0]);
      lengths.put(declared.dim(1).toString(), shape[1]);
      int known = 0;
      int axes = 0;
      for (Map.Entry<String, Tensor> entry : run.entrySet()) {
        ValueFacts facts = inference.of(entry.getKey());
        long[] found = entry.getValue().shape();
        assertEquals(found.length, facts.rank(), entry.getKey());
        axes += found.length;
        for (int axis = 0; axis < found.length; axis++) {
          long length = facts.dim(axis).number(lengths).orElse(-1);
          assertTrue(
              length == -1 || length == found[axis],
              entry.getKey() + " axis " + axis + ": " + length + ", ran " + found[axis]);
          known += length == -1 ? 0 : 1;
        }
        assertEquals(
            entry.getValue().type().onnxNumber(), facts.type().getNumber(), entry.getKey());
        if (facts.elements() != null) {
          long[] values = entry.getValue().longs();
          for (int i = 0; i < values.length; i++) {
            long value = facts.elements().get(i).number(lengths).orElse(values[i]);
            assertEquals(values[i], value, entry.getKey());
          }
        }
      }
      assertTrue(known > 0.9 * axes, known + " of " + axes + " lengths are known");
    }
  }

  @Test
  void of_unknownOperator_knowsNothingOfItAndGoesOn() {
    OnnxModel model = OnnxModel.of(ExportedGraph.of("classic-ts-op17").model());
    Graph graph = model.graph();
    Node odd = graph.add(Node.ofDomain("odd", "Thing", List.of("input_ids"), List.of("odd")));
    graph.add(Node.of("Shape", List.of("odd"), "of_odd"));
    assertEquals(-1, ShapeInference.of(model).of(odd.output()).rank());
    assertEquals(1, ShapeInference.of(model).of("of_odd").rank());
  }

  private static ValueInfoProto typed(String name, ValueFacts facts) {
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(TypeProto.Tensor.newBuilder().setElemType(facts.type().getNumber())))
        .build();
  }
}
