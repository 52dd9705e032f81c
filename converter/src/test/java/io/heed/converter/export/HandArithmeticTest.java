package io.heed.converter.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.heed.converter.samediff.Nd4jSetup;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Exported operators against plain double arithmetic: SameDiff itself is not above suspicion, so
 * parity with it alone proves little.
 */
class HandArithmeticTest {
  private static final int ROWS = 5;
  private static final int WIDTH = 7;
  private static final float TOLERANCE = 1e-5f;

  @BeforeAll
  static void setUp() {
    Nd4jSetup.apply();
  }

  @Test
  void matmul_rowsByMatrix_sumsProducts() throws Exception {
    float[] x = TestArrays.normalValues(1, ROWS * WIDTH);
    float[] w = TestArrays.normalValues(2, WIDTH * WIDTH);
    float[] expected = new float[ROWS * WIDTH];
    for (int row = 0; row < ROWS; row++) {
      for (int column = 0; column < WIDTH; column++) {
        double sum = 0;
        for (int k = 0; k < WIDTH; k++) {
          sum += (double) x[row * WIDTH + k] * w[k * WIDTH + column];
        }
        expected[row * WIDTH + column] = (float) sum;
      }
    }

    assertArrayEquals(
        expected,
        run((sd, v) -> sd.mmul(v, sd.var("w", TestArrays.normal(2, WIDTH, WIDTH)))),
        TOLERANCE);
  }

  @Test
  void softmax_rows_sharesOfExponentials() throws Exception {
    float[] x = TestArrays.normalValues(1, ROWS * WIDTH);
    float[] expected = new float[x.length];
    for (int row = 0; row < ROWS; row++) {
      double sum = 0;
      for (int i = 0; i < WIDTH; i++) {
        sum += Math.exp(x[row * WIDTH + i]);
      }
      for (int i = 0; i < WIDTH; i++) {
        expected[row * WIDTH + i] = (float) (Math.exp(x[row * WIDTH + i]) / sum);
      }
    }

    assertArrayEquals(expected, run((sd, v) -> sd.nn().softmax(v, 1)), TOLERANCE);
  }

  @Test
  void layerNormalization_rows_meanZeroDeviationOneThenGainAndBias() throws Exception {
    float[] x = TestArrays.normalValues(1, ROWS * WIDTH);
    float[] gain = TestArrays.normalValues(3, WIDTH);
    float[] bias = TestArrays.normalValues(4, WIDTH);
    double epsilon = 1e-3;
    float[] expected = new float[x.length];
    for (int row = 0; row < ROWS; row++) {
      double mean = 0;
      for (int i = 0; i < WIDTH; i++) {
        mean += x[row * WIDTH + i] / (double) WIDTH;
      }
      double variance = 0;
      for (int i = 0; i < WIDTH; i++) {
        variance += Math.pow(x[row * WIDTH + i] - mean, 2) / WIDTH;
      }
      for (int i = 0; i < WIDTH; i++) {
        double normalized = (x[row * WIDTH + i] - mean) / Math.sqrt(variance + epsilon);
        expected[row * WIDTH + i] = (float) (normalized * gain[i] + bias[i]);
      }
    }

    assertArrayEquals(
        expected,
        run(
            (sd, v) -> {
              SDVariable centred = v.sub(v.mean(true, 1));
              SDVariable deviation =
                  sd.math().sqrt(centred.mul(centred).mean(true, 1).add(epsilon));
              return centred
                  .div(deviation)
                  .mul(sd.var("gain", TestArrays.normal(3, WIDTH)))
                  .add(sd.var("bias", TestArrays.normal(4, WIDTH)));
            }),
        TOLERANCE);
  }

  /** x Phi(x), with Phi from a table of the normal distribution. */
  @Test
  void gelu_knownPoints_xTimesNormalDistribution() throws Exception {
    SameDiff sd = SameDiff.create();
    SDVariable x = sd.placeHolder("x", DataType.FLOAT, -1);
    x.mul(0.5).mul(sd.math().erf(x.div(Math.sqrt(2))).add(1)).rename("y");
    INDArray points = Nd4j.createFromArray(-3f, -1f, 0f, 0.5f, 1f, 2f);
    float[] expected = {-0.0040497f, -0.1586553f, 0, 0.3457312f, 0.8413447f, 1.9544997f};
    for (int opset : new int[] {17, 20}) {
      try (OnnxRun run =
          new OnnxRun(
              OnnxExporter.create()
                  .opset(opset)
                  .export(sd, List.of(ExportInput.float32("x", "n")), List.of("y")))) {
        assertArrayEquals(expected, run.run(Map.of("x", points)).data().asFloat(), 1e-6f);
      }
    }
  }

  private static float[] run(BiFunction<SameDiff, SDVariable, SDVariable> expression)
      throws Exception {
    SameDiff sd = SameDiff.create();
    SDVariable x = sd.placeHolder("x", DataType.FLOAT, -1, WIDTH);
    expression.apply(sd, x).rename("y");
    try (OnnxRun run =
        new OnnxRun(
            OnnxExporter.create()
                .export(sd, List.of(ExportInput.float32("x", "rows")), List.of("y")))) {
      return run.run(Map.of("x", TestArrays.normal(1, ROWS, WIDTH))).data().asFloat();
    }
  }
}
