package io.heed.converter.optimize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.heed.converter.graph.ExportedGraph;
import io.heed.converter.graph.Node;
import io.heed.converter.graph.OnnxModel;
import io.heed.converter.onnx.OnnxTensors;
import io.heed.converter.ort.OrtGraph;
import io.heed.converter.ort.OrtGraphOptions;
import io.heed.converter.ort.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
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
  void singleText_exportedGraph_needsNoMask(String name) {
    ExportedGraph exported = ExportedGraph.of(name);
    OnnxModel model = OnnxModel.of(exported.model());
    GraphOptimizer.singleText().optimize(model);
    assertFalse(model.graph().isInput("attention_mask"));
    Map<String, Integer> counts = counts(model);
    assertEquals(5, counts.get("InstanceNormalization"), () -> counts.toString());
    assertEquals(4, counts.get("com.microsoft.FusedMatMul"), () -> counts.toString());
    try (OrtGraph original = OrtGraph.open(exported.model(), name, AS_IS);
        OrtGraph optimized = OrtGraph.open(model.toProto().toByteArray(), name)) {
      for (int i = 0; i < exported.cases(); i++) {
        for (Map<String, Tensor> row : rows(exported.inputs(i))) {
          Map<String, Tensor> expected = original.run(row);
          row.remove("attention_mask");
          assertSame(expected, optimized.run(row), 1e-5);
        }
      }
    }
  }

  /** Exported biases of normalization are all 0 in a network that was never trained. */
  @ParameterizedTest
  @FieldSource("GRAPHS")
  void singleText_biasesOfNormalization_goToTheReaders(String name) {
    ExportedGraph exported = ExportedGraph.of(name);
    OnnxModel model = OnnxModel.of(exported.model());
    GraphOptimizer.cleaning().optimize(model);
    SplittableRandom random = new SplittableRandom(7);
    for (Node node : model.graph().nodes()) {
      if (node.is("LayerNormalization")) {
        float[] bias = new float[32];
        for (int i = 0; i < bias.length; i++) {
          bias[i] = (float) random.nextDouble(-1, 1);
        }
        String constant = model.graph().add(OnnxTensors.floats("random_bias", bias, 32));
        model.graph().setInputs(node, List.of(node.input(0), node.input(1), constant));
      }
    }
    byte[] shifted = model.toProto().toByteArray();
    GraphOptimizer.singleText().optimize(model);
    long scaled =
        model.graph().nodes().stream()
            .filter(node -> node.is("Add") && node.input(0).endsWith("_scaled"))
            .count();
    assertEquals(
        1, scaled, "only the last normalization, whose result is an output, adds its bias");
    try (OrtGraph original = OrtGraph.open(shifted, name, AS_IS);
        OrtGraph optimized = OrtGraph.open(model.toProto().toByteArray(), name)) {
      for (Map<String, Tensor> row : rows(exported.inputs(1))) {
        Map<String, Tensor> expected = original.run(row);
        row.remove("attention_mask");
        assertSame(expected, optimized.run(row), 2e-5);
      }
    }
  }

  /** Each text of a batch alone, without its padding. */
  private static List<Map<String, Tensor>> rows(Map<String, Tensor> batch) {
    Tensor mask = Objects.requireNonNull(batch.get("attention_mask"));
    int width = (int) mask.length(1);
    List<Map<String, Tensor>> rows = new ArrayList<>();
    for (int row = 0; row < mask.length(0); row++) {
      int from = row * width;
      long tokens = Arrays.stream(mask.longs(), from, from + width).sum();
      Map<String, Tensor> inputs = new LinkedHashMap<>();
      batch.forEach(
          (name, tensor) ->
              inputs.put(
                  name,
                  Tensor.longs(
                      Arrays.copyOfRange(tensor.longs(), from, from + (int) tokens), 1, tokens)));
      rows.add(inputs);
    }
    return rows;
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
