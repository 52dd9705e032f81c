package io.heed.converter.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.heed.converter.samediff.Nd4jSetup;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What becomes one operator, and what looks alike and must not. */
class FusionTest {
  private static final int WIDTH = 6;
  private static final double ROOT_OF_TWO = Math.sqrt(2);

  @BeforeAll
  static void setUp() {
    Nd4jSetup.apply();
  }

  @TestFactory
  Stream<DynamicTest> gelu_factorsInAnyOrder_isOneOperator() {
    Map<String, BiFunction<SameDiff, SDVariable, SDVariable>> forms = new LinkedHashMap<>();
    forms.put("x/2 (1 + erf)", (sd, x) -> x.mul(0.5).mul(erf(sd, x.div(ROOT_OF_TWO)).add(1)));
    forms.put("(1 + erf) x / 2", (sd, x) -> erf(sd, x.div(ROOT_OF_TWO)).add(1).mul(x).div(2));
    forms.put("x (1 + erf) * 0.5", (sd, x) -> x.mul(erf(sd, x.div(ROOT_OF_TWO)).add(1)).mul(0.5));
    forms.put(
        "x (0.5 (1 + erf))", (sd, x) -> x.mul(erf(sd, x.mul(Math.sqrt(0.5))).add(1).mul(0.5)));
    forms.put(
        "x a product itself",
        (sd, x) -> {
          SDVariable product = x.mul(x);
          return product.mul(0.5).mul(erf(sd, product.div(ROOT_OF_TWO)).add(1));
        });
    forms.put(
        "constants as variables",
        (sd, x) ->
            x.mul(sd.constant(0.5f))
                .mul(erf(sd, x.div(sd.constant((float) ROOT_OF_TWO))).add(sd.constant(1f))));
    return forms.entrySet().stream().map(form -> expect(form, "Gelu", 1));
  }

  @TestFactory
  Stream<DynamicTest> gelu_otherNumbers_isNot() {
    Map<String, BiFunction<SameDiff, SDVariable, SDVariable>> forms = new LinkedHashMap<>();
    forms.put("whole", (sd, x) -> x.mul(erf(sd, x.div(ROOT_OF_TWO)).add(1)));
    forms.put("other scale", (sd, x) -> x.mul(0.5).mul(erf(sd, x.div(1.4)).add(1)));
    forms.put("other sum", (sd, x) -> x.mul(0.5).mul(erf(sd, x.div(ROOT_OF_TWO)).add(0.9)));
    forms.put("other x", (sd, x) -> x.add(1).mul(0.5).mul(erf(sd, x.div(ROOT_OF_TWO)).add(1)));
    forms.put("x twice", (sd, x) -> x.mul(x).mul(0.5).mul(erf(sd, x.div(ROOT_OF_TWO)).add(1)));
    return forms.entrySet().stream().map(form -> expect(form, "Gelu", 0));
  }

  @TestFactory
  Stream<DynamicTest> layerNormalization_composed_isOneOperator() {
    Map<String, BiFunction<SameDiff, SDVariable, SDVariable>> forms = new LinkedHashMap<>();
    forms.put(
        "square by product",
        (sd, x) -> {
          SDVariable centred = x.sub(x.mean(true, 2));
          return norm(sd, centred, centred.mul(centred), 1e-6);
        });
    forms.put(
        "square by operator, large epsilon",
        (sd, x) -> {
          SDVariable centred = x.sub(x.mean(true, 2));
          return norm(sd, centred, sd.math().square(centred), 0.1);
        });
    forms.put(
        "square by power",
        (sd, x) -> {
          SDVariable centred = x.sub(x.mean(true, 2));
          return norm(sd, centred, centred.pow(2), 1e-6);
        });
    forms.put(
        "bias and gain first",
        (sd, x) -> {
          SDVariable centred = x.sub(x.mean(true, 2));
          SDVariable deviation = sd.math().sqrt(sd.math().square(centred).mean(true, 2).add(1e-6));
          return bias(sd).add(gain(sd).mul(centred.div(deviation)));
        });
    forms.put(
        "on rows",
        (sd, x) -> {
          SDVariable rows = sd.reshape(x, -1, WIDTH);
          SDVariable centred = rows.sub(rows.mean(true, 1));
          SDVariable deviation = sd.math().sqrt(centred.mul(centred).mean(true, 1).add(1e-6));
          return centred.div(deviation).mul(gain(sd)).add(bias(sd));
        });
    return forms.entrySet().stream().map(form -> expect(form, "LayerNormalization", 1));
  }

  @TestFactory
  Stream<DynamicTest> layerNormalization_lookAlike_isNot() {
    Map<String, BiFunction<SameDiff, SDVariable, SDVariable>> forms = new LinkedHashMap<>();
    forms.put(
        "another axis",
        (sd, x) -> {
          SDVariable centred = x.sub(x.mean(true, 1));
          SDVariable deviation = sd.math().sqrt(centred.mul(centred).mean(true, 1).add(1e-6));
          return centred.div(deviation).mul(gain(sd)).add(bias(sd));
        });
    forms.put(
        "spread of something else", (sd, x) -> norm(sd, x.sub(x.mean(true, 2)), x.mul(x), 1e-6));
    forms.put(
        "third power",
        (sd, x) -> {
          SDVariable centred = x.sub(x.mean(true, 2));
          return norm(sd, centred, sd.math().abs(centred).pow(3), 1e-6);
        });
    return forms.entrySet().stream().map(form -> expect(form, "LayerNormalization", 0));
  }

  private static DynamicTest expect(
      Map.Entry<String, BiFunction<SameDiff, SDVariable, SDVariable>> form,
      String operator,
      int count) {
    return DynamicTest.dynamicTest(
        form.getKey(),
        () -> {
          SameDiff sd = SameDiff.create();
          SDVariable x = sd.placeHolder("x", DataType.FLOAT, -1, -1, WIDTH);
          form.getValue().apply(sd, x).rename("y");
          ModelProto model =
              OnnxExporter.create()
                  .opset(20)
                  .export(sd, List.of(ExportInput.float32("x", "batch", "sequence")), List.of("y"));
          List<String> operators = OnnxRun.operators(model);
          assertEquals(count, operators.stream().filter(operator::equals).count());
          if (count == 1) {
            assertFalse(operators.contains("Erf"), operators.toString());
            assertFalse(operators.contains("ReduceMean"), operators.toString());
          }
          INDArray value = TestArrays.normal(3, 2, 5, WIDTH);
          INDArray expected = Objects.requireNonNull(sd.output(Map.of("x", value), "y").get("y"));
          try (OnnxRun run = new OnnxRun(model)) {
            assertEquals(0, TestArrays.difference(expected, run.run(Map.of("x", value))), 1e-5);
          }
        });
  }

  private static SDVariable erf(SameDiff sd, SDVariable x) {
    return sd.math().erf(x);
  }

  private static SDVariable norm(
      SameDiff sd, SDVariable centred, SDVariable squares, double epsilon) {
    SDVariable deviation = sd.math().sqrt(squares.mean(true, 2).add(epsilon));
    return centred.div(deviation).mul(gain(sd)).add(bias(sd));
  }

  private static SDVariable gain(SameDiff sd) {
    return sd.var("gain", TestArrays.normal(21, WIDTH));
  }

  private static SDVariable bias(SameDiff sd) {
    return sd.var("bias", TestArrays.normal(22, WIDTH));
  }
}
