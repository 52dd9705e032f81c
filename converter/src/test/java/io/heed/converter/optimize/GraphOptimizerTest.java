package io.heed.converter.optimize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.heed.converter.graph.ExportedGraph;
import io.heed.converter.graph.Node;
import io.heed.converter.graph.OnnxModel;
import io.heed.converter.ort.OrtGraph;
import io.heed.converter.ort.OrtGraphOptions;
import io.heed.converter.ort.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class GraphOptimizerTest {
  static final List<String> GRAPHS = ExportedGraph.NAMES;
  private static final OrtGraphOptions AS_IS =
      OrtGraphOptions.DEFAULT.optimization(OrtGraphOptions.Optimization.NONE);

  @ParameterizedTest
  @FieldSource("GRAPHS")
  void cleaning_exportedGraph_computesTheSame(String name) {
    ExportedGraph exported = ExportedGraph.of(name);
    OnnxModel model = OnnxModel.of(exported.model());
    GraphOptimizer.cleaning().optimize(model);
    try (OrtGraph original = OrtGraph.open(exported.model(), name, AS_IS);
        OrtGraph optimized = OrtGraph.open(model.toProto().toByteArray(), name, AS_IS)) {
      for (int i = 0; i < exported.cases(); i++) {
        assertSame(original.run(exported.inputs(i)), optimized.run(exported.inputs(i)), 1e-5);
      }
    }
  }

  @ParameterizedTest
  @FieldSource("GRAPHS")
  void unpadded_exportedGraph_needsNoMask(String name) {
    ExportedGraph exported = ExportedGraph.of(name);
    OnnxModel model = OnnxModel.of(exported.model());
    GraphOptimizer.unpadded().optimize(model);
    assertFalse(model.graph().isInput("attention_mask"));
    try (OrtGraph original = OrtGraph.open(exported.model(), name, AS_IS);
        OrtGraph optimized = OrtGraph.open(model.toProto().toByteArray(), name, AS_IS)) {
      for (int i = 0; i < exported.cases(); i++) {
        Map<String, Tensor> inputs = new LinkedHashMap<>(exported.inputs(i));
        Tensor mask = Objects.requireNonNull(inputs.get("attention_mask"));
        long[] ones = new long[mask.size()];
        java.util.Arrays.fill(ones, 1);
        inputs.put("attention_mask", Tensor.longs(ones, mask.shape()));
        Map<String, Tensor> expected = original.run(inputs);
        inputs.remove("attention_mask");
        assertSame(expected, optimized.run(inputs), 1e-5);
      }
    }
  }

  static Map<String, Integer> counts(OnnxModel model) {
    Map<String, Integer> counts = new TreeMap<>();
    for (Node node : model.graph().nodes()) {
      counts.merge(
          (node.domain().isEmpty() ? "" : node.domain() + ".") + node.type(), 1, Integer::sum);
    }
    return counts;
  }

  static void assertSame(
      Map<String, Tensor> expected, Map<String, Tensor> found, double tolerance) {
    assertEquals(expected.keySet(), found.keySet());
    expected.forEach(
        (name, tensor) -> {
          float[] values = Objects.requireNonNull(found.get(name)).floats();
          float[] wanted = tensor.floats();
          assertEquals(wanted.length, values.length, name);
          for (int i = 0; i < wanted.length; i++) {
            assertEquals(wanted[i], values[i], tolerance, name + " " + i);
          }
        });
  }
}
