package io.heed.converter.quantize;

import static io.heed.converter.quantize.Graphs.model;
import static io.heed.converter.quantize.Graphs.node;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.heed.converter.error.ConverterException;
import io.heed.converter.graph.ExportedGraph;
import io.heed.converter.graph.Initializer;
import io.heed.converter.graph.OnnxModel;
import io.heed.converter.onnx.OnnxAttributes;
import io.heed.converter.onnx.OnnxTensors;
import io.heed.converter.ort.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class StaticFormsTest {
  private static final int SIZE = 16;
  @TempDir private Path folder;

  static Stream<Arguments> graphsAndForms() {
    return ExportedGraph.NAMES.stream()
        .flatMap(
            name ->
                Stream.of(
                    Arguments.of(name, QuantizedForm.QDQ),
                    Arguments.of(name, QuantizedForm.QOPERATOR)));
  }

  @ParameterizedTest
  @MethodSource("graphsAndForms")
  void calibrated_exportedGraph_pointsWhereTheFloatOneDoes(String name, QuantizedForm form) {
    ExportedGraph exported = ExportedGraph.of(name);
    QuantizeOptions options = QuantizeOptions.DEFAULT.form(form).embeddings(false);
    List<Map<String, Tensor>> runs = new ArrayList<>();
    for (int i = 0; i < exported.cases(); i++) {
      runs.add(exported.inputs(i));
    }
    ActivationRanges ranges =
        Calibration.measure(
            OnnxModel.of(exported.model()),
            options,
            CalibrationOptions.DEFAULT,
            specs -> runs,
            folder.resolve("calibrated.onnx"));
    OnnxModel model = OnnxModel.of(exported.model());
    QuantizationReport report = Quantizer.calibrated(model, options, ranges);
    assertTrue(report.quantized().size() >= 13, report.toString());
    OnnxModel original = OnnxModel.of(exported.model());
    for (Map<String, Tensor> run : runs) {
      assertTrue(Graphs.cosine(logits(original, run), logits(model, run)) > 0.99);
    }
  }

  /** Ranges -127 to 127: steps of 1 and zero point 0, so that whole numbers are exact. */
  @Test
  void qdq_scalesAndZeroPoints_areWhatTheHandComputes() {
    OnnxModel model = diagonal();
    Quantizer.calibrated(
        model, QuantizeOptions.DEFAULT.form(QuantizedForm.QDQ), ranges(-12, 127, -127, 0));
    assertArrayEquals(new float[] {1}, constant(model, "x_scale").floats());
    assertArrayEquals(new long[] {0}, constant(model, "x_zero_point").longs());
    float[] x = new float[SIZE];
    x[0] = 5.4f; // 5
    x[1] = -130; // -128, the lowest code
    float[] y = Graphs.run(model, x, 1, SIZE);
    assertEquals(10, y[0], 1e-4f);
    assertEquals(-256, y[1], 1e-3f);
    assertEquals(
        Map.of("QuantizeLinear", 1L, "DequantizeLinear", 2L, "MatMul", 1L), Graphs.types(model));
  }

  /** x from -55 to 200 and y from -510 to 0: steps 1 and 2, zero points 55 and 255. */
  @Test
  void qOperator_scalesAndZeroPoints_areWhatTheHandComputes() {
    OnnxModel model = diagonal();
    Quantizer.calibrated(
        model, QuantizeOptions.DEFAULT.form(QuantizedForm.QOPERATOR), ranges(-55, 200, -510, 0));
    assertArrayEquals(new long[] {55}, constant(model, "x_zero_point").longs());
    assertArrayEquals(new float[] {2}, constant(model, "y_scale").floats());
    assertArrayEquals(new long[] {255}, constant(model, "y_zero_point").longs());
    float[] x = new float[SIZE];
    x[0] = -7.6f; // -8, twice that is -16
    x[1] = 3; // above the range of the result
    float[] y = Graphs.run(model, x, 1, SIZE);
    assertEquals(-16, y[0], 1e-4f);
    assertEquals(0, y[1]);
  }

  /** The expected values are those of the float graph, within the error of 8 bits. */
  @ParameterizedTest
  @EnumSource(
      value = QuantizedForm.class,
      names = {"QDQ", "QOPERATOR"})
  void calibrated_gemmWithFactors_staysNearFloat(QuantizedForm form) {
    NodeProto gemm =
        node("Gemm", "x w b", "y").toBuilder()
            .addAttribute(OnnxAttributes.ofFloat("alpha", 0.5f))
            .addAttribute(OnnxAttributes.ofFloat("beta", 3))
            .addAttribute(OnnxAttributes.ofInt("transB", 1))
            .build();
    List<TensorProto> constants =
        List.of(
            OnnxTensors.floats("w", Graphs.random(20 * SIZE, 1), 20, SIZE),
            OnnxTensors.floats("b", Graphs.random(20, 2), 20));
    float[] x = Graphs.random(3 * SIZE, 5);
    for (boolean perChannel : new boolean[] {true, false}) {
      QuantizeOptions options = QuantizeOptions.DEFAULT.form(form).perChannel(perChannel);
      ActivationRanges ranges =
          Calibration.measure(
              model(constants, gemm),
              options,
              CalibrationOptions.DEFAULT,
              specs -> List.of(Map.of("x", Tensor.floats(x, 3, SIZE))),
              folder.resolve("c.onnx"));
      OnnxModel quantized = model(constants, gemm);
      assertEquals(1, Quantizer.calibrated(quantized, options, ranges).quantized().size());
      float[] expected = Graphs.run(model(constants, gemm), x, 3, SIZE);
      assertArrayEquals(expected, Graphs.run(quantized, x, 3, SIZE), 0.15f);
    }
  }

  @Test
  void calibrated_activationThatNeverCame_isLeft() {
    OnnxModel model = diagonal();
    QuantizationReport report =
        Quantizer.calibrated(
            model, QuantizeOptions.DEFAULT.form(QuantizedForm.QDQ), new ActivationRanges(Map.of()));
    assertEquals("no value was seen in calibration", report.left().get(0).reason());
    assertEquals(Map.of("MatMul", 1L), Graphs.types(model));
  }

  @Test
  void measure_noRuns_isRefused() {
    ConverterException failure =
        assertThrows(
            ConverterException.class,
            () ->
                Calibration.measure(
                    diagonal(),
                    QuantizeOptions.DEFAULT.form(QuantizedForm.QDQ),
                    CalibrationOptions.DEFAULT,
                    specs -> List.of(),
                    folder.resolve("c.onnx")));
    assertEquals(ConverterException.Kind.INPUT, failure.kind());
  }

  @Test
  void dynamic_formThatNeedsRanges_isRefused() {
    ConverterException failure =
        assertThrows(
            ConverterException.class,
            () -> Quantizer.dynamic(diagonal(), QuantizeOptions.DEFAULT.form(QuantizedForm.QDQ)));
    assertEquals(ConverterException.Kind.USAGE, failure.kind());
  }

  /** y = 2x, with weight codes of 127. */
  private static OnnxModel diagonal() {
    float[] weight = new float[SIZE * SIZE];
    for (int i = 0; i < SIZE; i++) {
      weight[i * SIZE + i] = 2;
    }
    return model(List.of(OnnxTensors.floats("w", weight, SIZE, SIZE)), node("MatMul", "x w", "y"));
  }

  private static ActivationRanges ranges(float lowX, float highX, float lowY, float highY) {
    return new ActivationRanges(
        Map.of(
            "x",
            new ActivationRanges.Range(lowX, highX),
            "y",
            new ActivationRanges.Range(lowY, highY)));
  }

  private static Initializer constant(OnnxModel model, String name) {
    return Objects.requireNonNull(model.graph().constant(name));
  }

  private static float[] logits(OnnxModel model, Map<String, Tensor> inputs) {
    return Objects.requireNonNull(Graphs.run(model, inputs).get("logits")).floats();
  }
}
