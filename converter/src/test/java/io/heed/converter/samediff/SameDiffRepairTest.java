package io.heed.converter.samediff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.common.config.ND4JSystemProperties;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Each fault of ND4J 1.0.0-M2.1 beside its repair: the first shows that the repair is still needed,
 * the second that it works. A fault test that fails after an upgrade says that a repair can go. The
 * array cache has no fault test: whether its losses differ depends on where arrays happen to lie.
 */
class SameDiffRepairTest {
  @BeforeAll
  static void setUp() {
    Nd4jSetup.apply();
  }

  @Test
  void apply_arrayCache_isOff() {
    assertEquals("false", System.getProperty(ND4JSystemProperties.SAMEDIFF_MEMORY_CACHE_DISABLE));
  }

  @Test
  void output_withoutArrayCache_givesTheSameLossForTheSameInput() {
    assertTrue(RepeatedLoss.isStable());
  }

  @Test
  void apply_nativeThreads_isOne() {
    assertEquals(1, NativeOpsHolder.getInstance().getDeviceNativeOps().ompGetMaxThreads());
  }

  @Test
  void openBlas_onThisProcessor_isNotTheFallbackKernel() throws Exception {
    // OpenBLAS 0.3.19, which ND4J brings, takes processors with AMX for an SSE3 "Prescott".
    ProcessBuilder child =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            MatrixProduct.class.getName());
    child.environment().put("OPENBLAS_VERBOSE", "2");
    Process process = child.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    assertTrue(output.contains("Core: "), output);
    assertFalse(output.contains("Core: Prescott"), output);
  }

  /** Has OpenBLAS loaded and say on standard error which kernels it took. */
  static final class MatrixProduct {
    private MatrixProduct() {}

    public static void main(String[] args) {
      Nd4jSetup.apply();
      INDArray ones = Nd4j.ones(DataType.FLOAT, 8, 8);
      if (ones.mmul(ones).getDouble(0) != 8) {
        throw new IllegalStateException("8 ones times 8 ones is not 8");
      }
    }
  }

  @Test
  void gather_idsOfRankTwo_hasTheCountsAsGradient() {
    // The sum of gathered rows grows by one for each time that an id occurs.
    INDArray expected = Nd4j.createFromArray(new double[][] {{1, 1}, {3, 3}, {0, 0}, {2, 2}});
    INDArray ids = Nd4j.createFromArray(new int[][] {{1, 3, 1}, {0, 1, 3}});
    SameDiff graph = SameDiff.create();
    SDVariable table = graph.var("table", Nd4j.rand(DataType.DOUBLE, 4, 2));
    TrainableGather.gather(graph, table, graph.constant(ids)).sum().rename("loss");
    graph.setLossVariables("loss");
    assertEquals(expected, graph.calculateGradients(Map.of(), "table").get("table"));
  }

  @Test
  void gradientFunction_ofAGraph_printsNothing() {
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      SameDiff graph = SameDiff.create();
      graph.var("x", Nd4j.ones(DataType.FLOAT, 2, 2)).mul(3).sum().rename("loss");
      graph.setLossVariables("loss");
      GradientFunction.of(graph);
    } finally {
      System.setOut(before);
    }
    assertEquals("", printed.toString(StandardCharsets.UTF_8));
  }

  @Test
  void layerNorm_ofNd4j_hasNoEpsilon() {
    SameDiff graph = SameDiff.create();
    SDVariable nearlyConstant = graph.constant(Nd4j.createFromArray(new double[][] {{0, 2e-4}}));
    SDVariable gain = graph.constant(Nd4j.ones(DataType.DOUBLE, 2));
    SDVariable bias = graph.constant(Nd4j.zeros(DataType.DOUBLE, 2));
    INDArray normalised = graph.nn().layerNorm(nearlyConstant, gain, bias, false, 1).eval();
    // Deviation 1e-4 over sqrt(1e-8) is 1; with Keras' epsilon of 1e-6 it would be 0.0995.
    assertEquals(1, normalised.getDouble(1), 1e-6);
  }

  @Test
  void sum_ofAnAxisOfSizeOne_failsInSameDiff() {
    SameDiff graph = SameDiff.create();
    SDVariable x = graph.placeHolder("x", DataType.FLOAT, -1, -1);
    x.sum(true, 1).rename("sum");
    assertThrows(
        NullPointerException.class,
        () -> graph.outputSingle(Map.of("x", Nd4j.ones(DataType.FLOAT, 3, 1)), "sum"));
  }

  @Test
  void gelu_ofNd4j_isNotTheErrorFunctionForm() {
    // x Phi(x) at -3 is -0.00404951 (Abramowitz and Stegun, table 26.1: Phi(-3) = 0.0013498980).
    SameDiff graph = SameDiff.create();
    SDVariable x = graph.constant(Nd4j.createFromArray(-3f));
    assertTrue(Math.abs(graph.nn().gelu(x).eval().getDouble(0) + 0.00404951) > 1e-2);
    assertTrue(Math.abs(graph.nn().preciseGelu(x).eval().getDouble(0) + 0.00404951) > 1e-2);
  }

  @Test
  void dropout_ofNd4j_hasNoGradient() {
    SameDiff graph = SameDiff.create();
    SDVariable x = graph.var("x", Nd4j.ones(DataType.FLOAT, 2, 2));
    graph.nn().dropout(x, 0.5).sum().rename("loss");
    graph.setLossVariables("loss");
    assertThrows(
        UnsupportedOperationException.class, () -> graph.calculateGradients(Map.of(), "x"));
  }

  @Test
  void softmaxCrossEntropy_ofNd4j_ignoresTheGradientFromAbove() {
    SameDiff graph = SameDiff.create();
    SDVariable logits = graph.var("logits", Nd4j.createFromArray(new double[][] {{1, 2}, {3, 1}}));
    SDVariable labels = graph.constant(Nd4j.createFromArray(new double[][] {{1, 0}, {0, 1}}));
    SDVariable loss = graph.loss().softmaxCrossEntropy("entropy", labels, logits, null);
    loss.mul("loss", 10).markAsLoss();
    graph.setLossVariables("loss");
    INDArray scaled =
        Objects.requireNonNull(graph.calculateGradients(Map.of(), "logits").get("logits"));
    // d/dlogits of -log softmax is (softmax - label) / rows: at row 0, (0.26894 - 1) / 2, times 10.
    assertTrue(Math.abs(scaled.getDouble(0, 0) + 3.6553) > 1, scaled.toString());
  }
}
