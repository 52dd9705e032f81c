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
import io.heed.converter.graph.OnnxModel;
import io.heed.converter.onnx.OnnxAttributes;
import io.heed.converter.onnx.OnnxTensors;
import io.heed.converter.ort.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class DynamicFormsTest {
  private static final int SIZE = 16;

  /**
   * The README of the graphs: "differ from float by up to about 0.1 here", with a scale for each
   * weight; logits are about 1.
   */
  private static final double LOOSE = 0.15;

  static Stream<Arguments> graphsAndForms() {
    return ExportedGraph.NAMES.stream()
        .flatMap(
            name ->
                Stream.of(
                    Arguments.of(name, QuantizedForm.ORT),
                    Arguments.of(name, QuantizedForm.STANDARD)));
  }

  @ParameterizedTest
  @MethodSource("graphsAndForms")
  void dynamic_exportedGraph_staysNearFloat(String name, QuantizedForm form) {
    ExportedGraph exported = ExportedGraph.of(name);
    OnnxModel model = OnnxModel.of(exported.model());
    QuantizationReport report = Quantizer.dynamic(model, QuantizeOptions.DEFAULT.form(form));
    // 12 matrices of the encoder, pooler or first dense layer; the last, [32, 3], is too small
    assertTrue(
        report.quantized().stream().filter(done -> !done.operator().equals("Gather")).count() >= 13,
        report.toString());
    assertTrue(report.constantBytesAfter() * 2.5 < report.constantBytesBefore());
    OnnxModel original = OnnxModel.of(exported.model());
    for (int i = 0; i < exported.cases(); i++) {
      float[] expected = logits(original, exported.inputs(i));
      float[] found = logits(model, exported.inputs(i));
      assertArrayEquals(expected, found, (float) LOOSE);
    }
  }

  /**
   * x = (-1, 0, …, 2): range 3, scale 3/255, zero point 85 (DynamicQuantizeLinear). A diagonal of
   * 127 and 0.5 makes weight scales 1 and 0.5/127 with codes 127, so y = x as quantised, times the
   * diagonal, plus the bias: x is a multiple of the scale, hence exact.
   */
  @ParameterizedTest
  @EnumSource(
      value = QuantizedForm.class,
      names = {"ORT", "STANDARD"})
  void dynamic_diagonal_isWhatTheHandComputes(QuantizedForm form) {
    float[] weight = new float[SIZE * SIZE];
    float[] bias = new float[SIZE];
    for (int i = 0; i < SIZE; i++) {
      weight[i * SIZE + i] = i % 2 == 0 ? 127 : 0.5f;
      bias[i] = i;
    }
    OnnxModel model =
        model(
            List.of(floats("w", weight, SIZE, SIZE), floats("b", bias, SIZE)),
            node("MatMul", "x w", "p"),
            node("Add", "b p", "y"));
    Quantizer.dynamic(model, QuantizeOptions.DEFAULT.form(form));
    float[] x = new float[SIZE];
    x[0] = -1;
    x[1] = 2;
    x[2] = 1.004f; // 85.34 steps of 3/255: rounded to 85, which is 1
    float[] y = Graphs.run(model, x, 1, SIZE);
    float[] expected = new float[SIZE];
    for (int i = 0; i < SIZE; i++) {
      expected[i] = i;
    }
    expected[0] += -127;
    expected[1] += 1;
    expected[2] += 127;
    assertArrayEquals(expected, y, 1e-4f);
  }

  @Test
  void ort_biasIsFoldedAndOneNodeIsLeft() {
    OnnxModel model =
        model(
            List.of(random("w", SIZE, SIZE), random("b", SIZE)),
            node("MatMul", "x w", "p"),
            node("Add", "p b", "y"));
    Quantizer.dynamic(model, QuantizeOptions.DEFAULT);
    assertEquals(Map.of("DynamicQuantizeMatMul", 1L), Graphs.types(model));
    assertEquals("b", model.graph().nodes().get(0).input(4));
    assertEquals(3, model.graph().initializers().size());
  }

  @ParameterizedTest
  @EnumSource(
      value = QuantizedForm.class,
      names = {"ORT", "STANDARD"})
  void dynamic_sharedActivation_isQuantisedOnce(QuantizedForm form) {
    OnnxModel model =
        model(
            List.of(random("w", SIZE, SIZE), random("v", SIZE, SIZE)),
            node("MatMul", "x w", "p"),
            node("MatMul", "x v", "q"),
            node("Sub", "p q", "y"));
    Quantizer.dynamic(model, QuantizeOptions.DEFAULT.form(form));
    assertEquals(1L, Graphs.types(model).get("DynamicQuantizeLinear"));
  }

  @Test
  void dynamic_sharedWeight_isStoredOnce() {
    OnnxModel model =
        model(
            List.of(random("w", SIZE, SIZE)),
            node("MatMul", "x w", "p"),
            node("MatMul", "p w", "y"));
    QuantizationReport report = Quantizer.dynamic(model, QuantizeOptions.DEFAULT);
    assertEquals(2, report.quantized().size());
    assertEquals(SIZE * SIZE + SIZE * Float.BYTES, model.constantBytes());
    assertEquals(SIZE * SIZE * Float.BYTES, report.constantBytesBefore());
  }

  /** The expected values are those of the float graph, within the error of 8 bits. */
  @ParameterizedTest
  @EnumSource(
      value = QuantizedForm.class,
      names = {"ORT", "STANDARD"})
  void dynamic_gemmWithFactors_staysNearFloat(QuantizedForm form) {
    NodeProto gemm =
        node("Gemm", "x w b", "y").toBuilder()
            .addAttribute(OnnxAttributes.ofFloat("alpha", 0.5f))
            .addAttribute(OnnxAttributes.ofFloat("beta", 3))
            .addAttribute(OnnxAttributes.ofInt("transB", 1))
            .build();
    List<TensorProto> constants = List.of(random("w", 20, SIZE), random("b", 1, 20));
    assertNearFloat(form, constants, gemm);
  }

  @ParameterizedTest
  @EnumSource(
      value = QuantizedForm.class,
      names = {"ORT", "STANDARD"})
  void dynamic_transposedConstant_staysNearFloat(QuantizedForm form) {
    NodeProto transpose =
        node("Transpose", "w", "t").toBuilder()
            .addAttribute(OnnxAttributes.ofInts("perm", 1, 0))
            .build();
    assertNearFloat(form, List.of(random("w", 20, SIZE)), transpose, node("MatMul", "x t", "y"));
  }

  @Test
  void dynamic_weightThatAnotherOperatorReads_staysForIt() {
    OnnxModel model =
        model(
            List.of(random("w", SIZE, SIZE)), node("MatMul", "x w", "p"), node("Add", "p w", "y"));
    Quantizer.dynamic(model, QuantizeOptions.DEFAULT);
    assertEquals(
        List.of("w", "w_quantized", "w_scale"),
        model.graph().initializers().stream().map(c -> c.name()).toList());
  }

  @Test
  void dynamic_whatDoesNotFit_isLeftWithItsReason() {
    OnnxModel model =
        model(
            List.of(
                random("small", 8, 8),
                random("flat", 4, 100),
                random("left", SIZE, SIZE),
                floats("nan", nan(), SIZE, SIZE)),
            node("MatMul", "x small", "a"),
            node("MatMul", "x flat", "b"),
            node("MatMul", "left x", "c"),
            node("MatMul", "x nan", "d"),
            node("MatMul", "x x", "e"),
            node("Sum", "a b c d e", "y"));
    byte[] before = model.toProto().toByteArray();
    QuantizationReport report = Quantizer.dynamic(model, QuantizeOptions.DEFAULT);
    assertEquals(
        List.of(
            "MatMul_a: its constant has fewer than 256 elements",
            "MatMul_b: sums fewer than 8 products",
            "MatMul_c: the constant is its left factor",
            "MatMul_d: its constant holds NaN or infinity",
            "MatMul_e: has no constant factor"),
        report.left().stream().map(left -> left.name() + ": " + left.reason()).toList());
    assertEquals(List.of(), report.quantized());
    assertArrayEquals(before, model.toProto().toByteArray());
  }

  @Test
  void dynamic_quantisedModel_passesThrough() {
    OnnxModel model = OnnxModel.of(ExportedGraph.of("classic-ts-op17").model());
    Quantizer.dynamic(model, QuantizeOptions.DEFAULT);
    byte[] once = model.toProto().toByteArray();
    QuantizationReport again = Quantizer.dynamic(model, QuantizeOptions.DEFAULT);
    assertEquals(List.of(), again.quantized());
    assertTrue(again.left().stream().anyMatch(l -> l.reason().equals("is quantised already")));
    assertArrayEquals(once, model.toProto().toByteArray());
  }

  @Test
  void dynamic_oldOperatorSet_isRefused() {
    OnnxModel model = model(9, List.of(random("w", SIZE, SIZE)), node("MatMul", "x w", "y"));
    ConverterException failure =
        assertThrows(
            ConverterException.class, () -> Quantizer.dynamic(model, QuantizeOptions.DEFAULT));
    assertEquals(ConverterException.Kind.UNSUPPORTED, failure.kind());
    assertEquals(
        "operator set: found 9, expected at least 11 for the form ort", failure.getMessage());
  }

  private static void assertNearFloat(
      QuantizedForm form, List<TensorProto> constants, NodeProto... nodes) {
    OnnxModel quantized = model(constants, nodes);
    QuantizationReport report = Quantizer.dynamic(quantized, QuantizeOptions.DEFAULT.form(form));
    assertEquals(1, report.quantized().size(), report.toString());
    float[] x = Graphs.random(3 * SIZE, 5);
    float[] expected = Graphs.run(model(constants, nodes), x, 3, SIZE);
    float[] found = Graphs.run(quantized, x, 3, SIZE);
    // 16 products of numbers about 1, each off by up to 1/2 step of about 5/255 and 2.5/127
    assertArrayEquals(expected, found, 0.15f);
    assertTrue(Graphs.cosine(expected, found) > 0.999);
  }

  private static float[] nan() {
    float[] values = Graphs.random(SIZE * SIZE, 3);
    values[7] = Float.NaN;
    return values;
  }

  private static TensorProto random(String name, long... shape) {
    int size = 1;
    for (long length : shape) {
      size = Math.toIntExact(size * length);
    }
    return floats(name, Graphs.random(size, name.hashCode()), shape);
  }

  private static TensorProto floats(String name, float[] values, long... shape) {
    return OnnxTensors.floats(name, values, shape);
  }

  private static float[] logits(OnnxModel model, Map<String, Tensor> inputs) {
    return Objects.requireNonNull(Graphs.run(model, inputs).get("logits")).floats();
  }
}
