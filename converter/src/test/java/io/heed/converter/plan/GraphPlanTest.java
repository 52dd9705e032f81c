package io.heed.converter.plan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.converter.error.ConverterException;
import io.heed.converter.layer.Activation;
import io.heed.converter.layer.ClassifierNetwork;
import io.heed.converter.layer.DropoutMask;
import io.heed.converter.layer.NetworkConfig;
import io.heed.converter.layer.Pooling;
import io.heed.converter.samediff.GradientFunction;
import io.heed.converter.samediff.Nd4jSetup;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The reference is SameDiff's own session on the same graph. */
class GraphPlanTest {
  /** Sums of a few thousand floats in another order. */
  private static final double TOLERANCE = 2e-5;

  private static final int[][] SHAPES = {{2, 2}, {5, 7}, {3, 12}, {9, 3}, {5, 7}};

  private final SplittableRandom random = new SplittableRandom(20261122);

  @BeforeAll
  static void setUp() {
    Nd4jSetup.apply();
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void run_gradientsOfANetwork_equalSameDiffs(Activation activation) {
    NetworkConfig config =
        new NetworkConfig(
            50, 12, 8, 2, 4, 8, 2, 6, 3, activation, Pooling.MASKED_AVERAGE, 1e-6, 0.2, 0.2, 0.2);
    ClassifierNetwork network = ClassifierNetwork.training(config, DataType.FLOAT, random);
    SameDiff gradients = GradientFunction.of(network.graph());
    List<String> names = new ArrayList<>(List.of(ClassifierNetwork.LOSS, ClassifierNetwork.LOGITS));
    network.parameters().values().forEach(each -> names.add(each.gradient().name()));
    try (GraphPlan plan = GraphPlan.of(gradients, names)) {
      for (int[] shape : SHAPES) {
        Map<String, INDArray> fed = fed(network, config, shape[0], shape[1]);
        Map<String, INDArray> expected = gradients.output(fed, names);
        Map<String, INDArray> found = plan.run(fed);
        assertEquals(expected.keySet(), found.keySet());
        names.forEach(name -> assertClose(name, expected, found));
      }
    }
  }

  @Test
  void run_sameInputAfterOthers_givesTheSameBits() {
    NetworkConfig config =
        new NetworkConfig(
            50, 12, 8, 2, 4, 8, 1, 6, 3, Activation.RELU, Pooling.MASKED_AVERAGE, 1e-6, 0, 0.1, 0);
    ClassifierNetwork network = ClassifierNetwork.training(config, DataType.FLOAT, random);
    SameDiff gradients = GradientFunction.of(network.graph());
    SDVariable weight = Objects.requireNonNull(network.parameters().get("hidden.weight"));
    String name = weight.gradient().name();
    try (GraphPlan plan = GraphPlan.of(gradients, List.of(name))) {
      Map<String, INDArray> fed = fed(network, config, 6, 9);
      float[] first = floats(plan.run(fed), name);
      for (int[] shape : SHAPES) {
        plan.run(fed(network, config, shape[0], shape[1]));
        assertArrayEquals(first, floats(plan.run(fed), name));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "add, 3x4, 3x4",
    "add, 3x4, 4",
    "subtract, 3x4, 3x1",
    "subtract, 4, 3x4",
    "multiply, 3x4, 3x4",
    "multiply, 2x3x4, 1x3x1",
    "multiply, 3x1, 3x4",
    "divide, 3x4, 3x4",
    "divide, 3x4, 3x1",
    "divide, 4, 3x4"
  })
  void run_broadcastOperator_hasSameDiffsGradients(String operator, String first, String second) {
    SameDiff graph = SameDiff.create();
    SDVariable a = graph.var("a", positive(shape(first)));
    SDVariable b = graph.var("b", positive(shape(second)));
    SDVariable result =
        switch (operator) {
          case "add" -> a.add(b);
          case "subtract" -> a.sub(b);
          case "multiply" -> a.mul(b);
          default -> a.div(b);
        };
    SDVariable weights = graph.constant(positive(result.eval().shape()));
    result.mul(weights).sum().rename("loss");
    graph.setLossVariables("loss");
    SameDiff gradients = GradientFunction.of(graph);
    List<String> names = List.of(a.gradient().name(), b.gradient().name());
    Map<String, INDArray> expected = gradients.output(Map.of(), names);
    try (GraphPlan plan = GraphPlan.of(gradients, names)) {
      Map<String, INDArray> both = plan.run(Map.of());
      names.forEach(name -> assertClose(name, expected, both));
    }
    for (String name : names) {
      try (GraphPlan plan = GraphPlan.of(gradients, List.of(name))) {
        assertClose(name, expected, plan.run(Map.of()));
      }
    }
  }

  @Test
  void run_changedParameter_isSeenByTheNextRun() {
    SameDiff graph = SameDiff.create();
    SDVariable x = graph.var("x", Nd4j.createFromArray(1f, 2f));
    x.mul(3).rename("y");
    try (GraphPlan plan = GraphPlan.of(graph, List.of("y"))) {
      assertArrayEquals(new float[] {3, 6}, floats(plan.run(Map.of()), "y"));
      x.getArr().addi(1);
      assertArrayEquals(new float[] {6, 9}, floats(plan.run(Map.of()), "y"));
    }
  }

  @Test
  void run_withoutAPlaceholder_namesIt() {
    SameDiff graph = SameDiff.create();
    graph.placeHolder("x", DataType.FLOAT, -1).mul(2).rename("y");
    try (GraphPlan plan = GraphPlan.of(graph, List.of("y"))) {
      IllegalArgumentException refused =
          assertThrows(IllegalArgumentException.class, () -> plan.run(Map.of()));
      assertTrue(String.valueOf(refused.getMessage()).contains("placeholder x"));
    }
  }

  @Test
  void of_operatorThatIsNoFunction_isRefusedByName() {
    SameDiff graph = SameDiff.create();
    SDVariable x = graph.var("x", Nd4j.createFromArray(1f, 2f));
    graph.identity("same", x).mul(2).rename("y");
    ConverterException refused =
        assertThrows(ConverterException.class, () -> GraphPlan.of(graph, List.of("y")));
    assertEquals(ConverterException.Kind.UNSUPPORTED, refused.kind());
    assertTrue(refused.getMessage().contains("identity"), refused::getMessage);
  }

  private Map<String, INDArray> fed(
      ClassifierNetwork network, NetworkConfig config, int rows, int length) {
    int[][] ids = new int[rows][length];
    float[][] mask = new float[rows][length];
    float[][] targets = new float[rows][config.labels()];
    for (int row = 0; row < rows; row++) {
      int tokens = 1 + random.nextInt(length);
      for (int i = 0; i < tokens; i++) {
        ids[row][i] = random.nextInt(config.vocabularySize());
        mask[row][i] = 1;
      }
      targets[row][random.nextInt(config.labels())] = 1f / rows;
    }
    Map<String, INDArray> fed = new HashMap<>();
    fed.put(ClassifierNetwork.INPUT_IDS, Nd4j.createFromArray(ids));
    fed.put(ClassifierNetwork.ATTENTION_MASK, Nd4j.createFromArray(mask));
    fed.put(ClassifierNetwork.TARGETS, Nd4j.createFromArray(targets));
    for (DropoutMask each : network.dropoutMasks()) {
      long[] shape =
          each.span() == DropoutMask.Span.TOKENS
              ? new long[] {rows, length, each.width()}
              : new long[] {rows, each.width()};
      fed.put(each.name(), positive(shape).gt(0.7).castTo(DataType.FLOAT).mul(1.25));
    }
    return fed;
  }

  /** Values in [0.5, 1.5). */
  private INDArray positive(long... shape) {
    long length = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    float[] values = new float[Math.toIntExact(length)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (0.5 + random.nextDouble());
    }
    return Nd4j.createFromArray(values).reshape(shape);
  }

  private static long[] shape(String text) {
    return Arrays.stream(text.split("x", -1)).mapToLong(Long::parseLong).toArray();
  }

  private static void assertClose(
      String name, Map<String, INDArray> expected, Map<String, INDArray> found) {
    float[] reference = floats(expected, name);
    double scale = 1e-3;
    for (float value : reference) {
      scale = Math.max(scale, Math.abs(value));
    }
    assertArrayEquals(
        Objects.requireNonNull(expected.get(name)).shape(),
        Objects.requireNonNull(found.get(name)).shape(),
        name);
    assertArrayEquals(reference, floats(found, name), (float) (TOLERANCE * scale), name);
  }

  private static float[] floats(Map<String, INDArray> arrays, String name) {
    INDArray array = Objects.requireNonNull(arrays.get(name), name);
    float[] values = new float[Math.toIntExact(array.length())];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.getFloat(i);
    }
    return values;
  }
}
