package io.heed.converter.optimize;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.heed.converter.graph.ExportedGraph;
import io.heed.converter.graph.Node;
import io.heed.converter.graph.OnnxModel;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** All fusions together: what is left of a BERT. */
class TargetTest {
  static final List<String> GRAPHS = ExportedGraph.NAMES;

  @ParameterizedTest
  @FieldSource("GRAPHS")
  void cuda_exportedGraph_isFusedWhole(String name) {
    OnnxModel model = OnnxModel.of(ExportedGraph.of(name).model());
    GraphOptimizer.of(Target.CUDA).optimize(model);
    Map<String, Integer> counts = GraphOptimizerTest.counts(model);
    assertEquals(1, counts.get("com.microsoft.EmbedLayerNormalization"));
    assertEquals(2, counts.get("com.microsoft.Attention"));
    assertEquals(4, counts.get("com.microsoft.SkipLayerNormalization"));
    assertEquals(
        2, counts.get("com.microsoft." + (name.contains("tanh") ? "FastGelu" : "BiasGelu")));
    assertEquals(6, counts.get("MatMul"));
    GraphPassContract.assertSame(
        ExportedGraph.of(name), ExportedGraph.of(name).model(), model.toProto().toByteArray());
  }

  @ParameterizedTest
  @FieldSource("GRAPHS")
  void tensorrt_exportedGraph_isOfStandardOperators(String name) {
    OnnxModel model = OnnxModel.of(ExportedGraph.of(name).model());
    GraphOptimizer.of(Target.TENSORRT).optimize(model);
    Map<String, Integer> counts = GraphOptimizerTest.counts(model);
    assertEquals(
        0, counts.keySet().stream().filter(type -> type.startsWith("com.microsoft")).count());
    assertEquals(2, counts.get("Gelu"));
    assertEquals(5, counts.get("LayerNormalization"));
    GraphPassContract.assertSame(
        ExportedGraph.of(name), ExportedGraph.of(name).model(), model.toProto().toByteArray());
  }

  /** The last node of a type. */
  static Node last(OnnxModel model, String type) {
    List<Node> nodes =
        model.graph().sorted().stream().filter(node -> node.type().equals(type)).toList();
    return nodes.get(nodes.size() - 1);
  }
}
