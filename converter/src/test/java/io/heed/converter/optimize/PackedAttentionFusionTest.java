package io.heed.converter.optimize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.heed.converter.graph.ExportedGraph;
import io.heed.converter.graph.Graph;
import io.heed.converter.graph.Node;
import io.heed.converter.graph.OnnxModel;
import io.heed.converter.onnx.OnnxAttributes;
import io.heed.converter.onnx.OnnxTensors;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two layers, one attention each. */
class PackedAttentionFusionTest extends GraphPassContract {
  @Override
  GraphPass pass() {
    return new PackedAttentionFusion();
  }

  @Override
  int expectedChanges(String graph) {
    return 2;
  }

  @Test
  void apply_paddingMask_isGivenAsWholeNumbers() {
    OnnxModel model = prepared(ExportedGraph.of("classic-ts-op17"));
    pass().apply(model);
    Node attention = TargetTest.last(model, "Attention");
    Node mask = model.graph().producer(attention.input(3));
    assertEquals("Cast", mask == null ? "" : mask.type());
    assertEquals("attention_mask", mask == null ? "" : mask.input(0));
    assertEquals(-10_000f, attention.floatOr("mask_filter_value", 0)); // as the exported graph has
    assertNull(attention.attribute("scale")); // 1 / sqrt(16), the usual one
  }

  @Test
  void apply_anotherScale_isStated() {
    OnnxModel model = prepared(ExportedGraph.of("classic-ts-op17"));
    Graph graph = model.graph();
    byte[] before = withScale(model);
    pass().apply(model);
    assertEquals(1f / 3, TargetTest.last(model, "Attention").floatOr("scale", 0), 1e-7);
    assertSame(ExportedGraph.of("classic-ts-op17"), before, model.toProto().toByteArray());
    assertEquals(0, graph.nodes().stream().filter(node -> node.is("Softmax")).count());
  }

  private static byte[] withScale(OnnxModel model) {
    String three = model.graph().add(OnnxTensors.floats("three", new float[] {3}));
    for (Node node : model.graph().nodes()) {
      if (node.is("Div")) {
        model.graph().setInputs(node, List.of(node.input(0), three));
      }
    }
    return model.toProto().toByteArray();
  }

  @Test
  void apply_causalMask_isGivenAsBias() {
    ExportedGraph exported = ExportedGraph.of("hfeager-ts-op17");
    OnnxModel model = causal(exported);
    byte[] before = model.toProto().toByteArray();
    assertEquals(2, pass().apply(model));
    Node attention = TargetTest.last(model, "Attention");
    assertEquals("", attention.input(3));
    assertEquals("causal", attention.input(5));
    assertSame(exported, before, model.toProto().toByteArray());
  }

  /** The graph with a mask [1, 1, sequence, sequence] that hides what comes later. */
  private OnnxModel causal(ExportedGraph exported) {
    OnnxModel model = prepared(exported);
    Graph graph = model.graph();
    String row = graph.add("row", "Unsqueeze", List.of("input_ids", axes(graph, 1)));
    String column = graph.add("column", "Unsqueeze", List.of("input_ids", axes(graph, 2)));
    String pairs =
        graph.add("pairs", "Cast", List.of(graph.add("sum", "Add", List.of(row, column))), FLOAT);
    String zero = graph.add(OnnxTensors.floats("zero", new float[] {0}));
    String low = graph.add(OnnxTensors.floats("low", new float[] {-10_000}));
    String zeros = graph.add("zeros", "Mul", List.of(pairs, zero));
    String lows = graph.add("lows", "Add", List.of(zeros, low));
    String one = graph.add(OnnxTensors.longs("one", new long[] {1}));
    String upper =
        graph.add("upper", "Trilu", List.of(lows, one), OnnxAttributes.ofInt("upper", 1));
    String mask = graph.add("causal", "Unsqueeze", List.of(upper, axes(graph, 1)));
    for (Node node : graph.nodes()) {
      Node maker = graph.producer(node.input(1));
      if (node.is("Add") && maker != null && maker.is("Where")) {
        List<String> inputs = new ArrayList<>(node.inputs());
        inputs.set(1, mask);
        graph.setInputs(node, inputs);
      }
    }
    return model;
  }

  private static final ai.onnx.proto.OnnxMl.AttributeProto FLOAT =
      OnnxAttributes.ofInt("to", DataType.FLOAT_VALUE);

  private static String axes(Graph graph, long axis) {
    return graph.add(OnnxTensors.longs("axis", new long[] {axis}, 1));
  }
}
