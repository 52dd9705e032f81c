package io.heed.converter.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.converter.graph.ExportedGraph;
import io.heed.converter.graph.Node;
import io.heed.converter.graph.OnnxModel;
import io.heed.converter.onnx.OnnxAttributes;
import io.heed.converter.optimize.GraphOptimizer;
import io.heed.converter.optimize.Target;
import io.heed.converter.ort.Tensor;
import io.heed.converter.reference.UnsignedAttention;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QAttentionFormTest {
  private static final QuantizeOptions OPTIONS =
      QuantizeOptions.DEFAULT.form(QuantizedForm.QATTENTION).embeddings(false);

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"classic-ts-op17", "hfsdpa-dynamo-op20", "hfeager-ts-op14"})
  void calibrated_graphForCuda_pointsWhereTheFloatOneDoes(String name) {
    ExportedGraph exported = ExportedGraph.of(name);
    OnnxModel model = fused(exported);
    long attentions = Graphs.types(model).getOrDefault("Attention", 0L);
    List<Map<String, Tensor>> runs = runs(exported);
    QuantizationReport report = Quantizer.calibrated(model, OPTIONS, ranges(exported, OPTIONS));

    Map<String, Long> types = Graphs.types(model);
    assertTrue(attentions > 0);
    assertEquals(attentions, types.getOrDefault("QAttention", 0L));
    assertTrue(!types.containsKey("Attention") && !types.containsKey("DynamicQuantizeLinear"));
    assertEquals(report.quantized().size() - attentions, types.getOrDefault("MatMulInteger", 0L));
    assertEquals(attentions, UnsignedAttention.apply(model));
    OnnxModel original = OnnxModel.of(exported.model());
    for (Map<String, Tensor> run : runs) {
      assertTrue(Graphs.cosine(logits(original, run), logits(model, run)) > 0.99);
    }
  }

  /** Signed codes of zero point 0 and one scale for the weight: what CUDA's kernel asks for. */
  @Test
  void calibrated_attention_isSymmetricAsAWhole() {
    ExportedGraph exported = ExportedGraph.of("classic-ts-op17");
    OnnxModel model = fused(exported);
    Quantizer.calibrated(model, OPTIONS, ranges(exported, OPTIONS));
    for (Node node : model.graph().nodes()) {
      if (node.type().equals("QAttention")) {
        for (int input : new int[] {6, 7}) {
          assertEquals(
              0, Objects.requireNonNull(model.graph().constant(node.input(input))).longs()[0]);
        }
        assertEquals(
            List.of(), Objects.requireNonNull(model.graph().constant(node.input(4))).dims());
      }
    }
  }

  @Test
  void calibrated_attentionWithAScaleOfItsOwn_isLeft() {
    ExportedGraph exported = ExportedGraph.of("classic-ts-op17");
    OnnxModel model = fused(exported);
    for (Node node : model.graph().nodes()) {
      if (node.type().equals("Attention")) {
        node.set(OnnxAttributes.ofFloat("scale", 0.5f));
      }
    }
    long attentions = Graphs.types(model).getOrDefault("Attention", 0L);
    QuantizationReport report = Quantizer.calibrated(model, OPTIONS, ranges(exported, OPTIONS));
    assertEquals(attentions, Graphs.types(model).getOrDefault("Attention", 0L));
    assertEquals(
        attentions,
        report.left().stream()
            .filter(left -> left.reason().equals("its scale is not covered"))
            .count());
  }

  @Test
  void calibrated_excludedOperator_isLeft() {
    ExportedGraph exported = ExportedGraph.of("classic-ts-op17");
    QuantizeOptions options =
        OPTIONS.exclusions(
            new Exclusions(Optional.empty(), Set.of("Attention"), Set.of(), Set.of()));
    OnnxModel model = fused(exported);
    Quantizer.calibrated(model, options, ranges(exported, options));
    assertTrue(!Graphs.types(model).containsKey("QAttention"));
  }

  private ActivationRanges ranges(ExportedGraph exported, QuantizeOptions options) {
    return Calibration.measure(
        fused(exported),
        options,
        CalibrationOptions.DEFAULT,
        specs -> runs(exported),
        folder.resolve("calibrated.onnx"));
  }

  private static OnnxModel fused(ExportedGraph exported) {
    OnnxModel model = OnnxModel.of(exported.model());
    GraphOptimizer.of(Target.CUDA).optimize(model);
    return model;
  }

  private static List<Map<String, Tensor>> runs(ExportedGraph exported) {
    List<Map<String, Tensor>> runs = new ArrayList<>();
    for (int i = 0; i < exported.cases(); i++) {
      runs.add(exported.inputs(i));
    }
    return runs;
  }

  private static float[] logits(OnnxModel model, Map<String, Tensor> inputs) {
    return Objects.requireNonNull(Graphs.run(model, inputs).get("logits")).floats();
  }
}
