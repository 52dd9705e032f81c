package io.heed.converter.half;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.heed.converter.graph.ExportedGraph;
import io.heed.converter.graph.Node;
import io.heed.converter.graph.OnnxModel;
import io.heed.converter.ort.ElementType;
import io.heed.converter.ort.OrtGraph;
import io.heed.converter.ort.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import tools.jackson.databind.JsonNode;

/** Exported graphs in half precision against PyTorch's outputs in single. */
class HalfConversionTest {
  static final List<String> GRAPHS = ExportedGraph.NAMES;

  /**
   * Rounding to FLOAT16 errs by 2^-12 = 2.4e-4 at most, relatively. Hidden states come out of a
   * LayerNormalization: sizes around 1, the largest about 3. Some forty roundings of random sign
   * lie on the way through two layers, sqrt(40) · 2.4e-4 = 1.5e-3 of the size, 5e-3 at the largest;
   * and twice that since the largest error of hundreds of values is asked for.
   */
  private static final double TOLERANCE = 0.01;

  @ParameterizedTest
  @FieldSource("GRAPHS")
  void convert_exportedGraph_givesWhatTorchGave(String name) {
    ExportedGraph exported = ExportedGraph.of(name);
    OnnxModel model = OnnxModel.of(exported.model());

    HalfReport report = HalfConversion.convert(model, HalfOptions.DEFAULT);

    assertNear(exported, model, 0.9999);
    assertTrue(report.bytesAfter() < 0.51 * report.bytesBefore(), report.toString());
    assertEquals(List.of(), report.overflowing());
    if (name.endsWith("op14")) {
      // five normalisations spelled out: epsilon 1e-12 is added, rooted, divided by
      assertEquals(Map.of(KeepReason.UNDERFLOW, 15L), report.keptByReason());
      assertEquals(List.of(), report.underflowing(), "the epsilons stay FLOAT");
    } else {
      assertEquals(List.of(), report.kept());
      assertEquals(2, report.castsAdded(), "those of the two outputs");
    }
  }

  @ParameterizedTest
  @FieldSource("GRAPHS")
  void convert_halfIo_makesOutputsHalf(String name) {
    ExportedGraph exported = ExportedGraph.of(name);
    OnnxModel model = OnnxModel.of(exported.model());

    HalfConversion.convert(model, HalfOptions.DEFAULT.halfIo(true).keepReductions(true));

    try (OrtGraph graph = OrtGraph.open(model.toProto().toByteArray(), name)) {
      graph.outputs().forEach(output -> assertEquals(ElementType.FLOAT16, output.type()));
    }
    assertNear(exported, model, 0.9999);
  }

  @Test
  void convert_withoutOptions_leavesNoFloatWeight() {
    OnnxModel model = OnnxModel.of(ExportedGraph.of("classic-ts-op17").model());
    HalfConversion.convert(model, HalfOptions.DEFAULT);
    assertTrue(
        model.graph().initializers().stream().noneMatch(each -> each.type() == DataType.FLOAT));
  }

  @Test
  void convert_blockedOperatorsAndNodes_staySingle() {
    OnnxModel model = OnnxModel.of(ExportedGraph.of("classic-ts-op17").model());
    HalfReport report =
        HalfConversion.convert(
            model,
            HalfOptions.DEFAULT
                .blockedOperators(Set.of("Erf"))
                .blockedNodes(Pattern.compile(".*classifier.*|.*pooler.*")));
    assertEquals(Set.of(KeepReason.OPTION), report.keptByReason().keySet());
    assertEquals(2, report.kept().stream().filter(node -> node.operator().equals("Erf")).count());
    assertEquals(2, report.kept().stream().filter(node -> node.operator().equals("Gemm")).count());
    assertNear(ExportedGraph.of("classic-ts-op17"), model, 0.9999);
  }

  @Test
  void convert_reductionsKept_haveOneCastAValue() {
    OnnxModel model = OnnxModel.of(ExportedGraph.of("hfeager-ts-op17").model());
    HalfReport report = HalfConversion.convert(model, HalfOptions.DEFAULT.keepReductions(true));
    assertEquals(
        List.of("LayerNormalization", "Softmax"),
        report.kept().stream().map(KeptNode::operator).distinct().sorted().toList());
    List<String> cast = new ArrayList<>();
    for (Node node : model.graph().nodes()) {
      if (node.is("Cast")) {
        cast.add(node.input(0));
        assertTrue(
            model.graph().readers(node.output()).stream().noneMatch(reader -> reader.is("Cast")),
            "no Cast of a Cast: " + node);
      }
    }
    assertEquals(cast.stream().distinct().toList(), cast);
  }

  @Test
  void convert_calibrationBeyondThreshold_keepsTheNodes() {
    ExportedGraph exported = ExportedGraph.of("classic-ts-op17");
    OnnxModel model = OnnxModel.of(exported.model());
    HalfReport none =
        HalfConversion.convert(
            OnnxModel.of(exported.model()),
            HalfOptions.DEFAULT.calibration(List.of(exported.inputs(0), exported.inputs(1))));
    assertEquals(List.of(), none.kept(), "nothing there is near the end of the range");
    HalfReport report =
        HalfConversion.convert(
            model,
            HalfOptions.DEFAULT
                .calibration(List.of(exported.inputs(0), exported.inputs(1)))
                .threshold(6));
    assertEquals(Set.of(KeepReason.ACTIVATION), report.keptByReason().keySet());
    assertTrue(report.half() > 30 && report.kept().size() > 5, report.toString());
    assertNear(exported, model, 0.9999);
  }

  private static void assertNear(ExportedGraph exported, OnnxModel model, double cosine) {
    try (OrtGraph graph = OrtGraph.open(model.toProto().toByteArray(), exported.name())) {
      for (int i = 0; i < exported.cases(); i++) {
        Map<String, Tensor> run = graph.run(exported.inputs(i));
        JsonNode outputs = exported.facts().get("cases").get(i).get("outputs");
        for (String output : List.of("logits", "last_hidden_state")) {
          float[] found = Objects.requireNonNull(run.get(output)).floats();
          double[] expected = flat(outputs.get(output));
          assertEquals(expected.length, found.length);
          double dot = 0;
          double own = 0;
          double other = 0;
          for (int k = 0; k < found.length; k++) {
            assertEquals(expected[k], found[k], TOLERANCE, output + " at " + k);
            dot += expected[k] * found[k];
            own += expected[k] * expected[k];
            other += (double) found[k] * found[k];
          }
          assertTrue(dot / Math.sqrt(own * other) > cosine, output);
          if (output.equals("logits")) {
            assertSameLabels(expected, found, outputs.get(output).size());
          }
        }
      }
    }
  }

  /** Where PyTorch's two largest logits are farther apart than two errors. */
  private static void assertSameLabels(double[] expected, float[] found, int rows) {
    int width = expected.length / rows;
    for (int row = 0; row < rows; row++) {
      int best = row * width;
      int bestFound = best;
      for (int i = row * width; i < (row + 1) * width; i++) {
        best = expected[i] > expected[best] ? i : best;
        bestFound = found[i] > found[bestFound] ? i : bestFound;
      }
      assertTrue(expected[best] - expected[bestFound] <= 2 * TOLERANCE, "label of row " + row);
    }
  }

  private static double[] flat(JsonNode node) {
    if (!node.isArray()) {
      return new double[] {node.doubleValue()};
    }
    return node.values().stream()
        .map(HalfConversionTest::flat)
        .flatMapToDouble(Arrays::stream)
        .toArray();
  }
}
