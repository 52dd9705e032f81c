package io.heed.converter.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.TensorInfo;
import io.heed.converter.layer.Activation;
import io.heed.converter.layer.ClassifierNetwork;
import io.heed.converter.layer.NetworkConfig;
import io.heed.converter.layer.Pooling;
import io.heed.converter.samediff.Nd4jSetup;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The whole network: its values over shapes and masks, and what its graph is made of. */
class EncoderExportTest {
  private static final int VOCABULARY = 50;
  private static final int MAX_LENGTH = 256;
  private static final int BLOCKS = 2;
  private static final double TOLERANCE = 1e-5;
  private static final int[][] SHAPES = {
    {1, 1}, {1, 2}, {3, 1}, {2, 7}, {5, 33}, {7, 13}, {1, 256}, {3, 256}
  };

  @BeforeAll
  static void setUp() {
    Nd4jSetup.apply();
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void export_anyShapeAndMask_equalsSameDiff(Activation activation) throws Exception {
    SameDiff graph = network(activation, Pooling.MASKED_AVERAGE);
    for (int opset : new int[] {17, 20}) {
      try (OnnxRun run = new OnnxRun(export(OnnxExporter.create().opset(opset), graph))) {
        for (int[] shape : SHAPES) {
          INDArray ids = TestArrays.ids(shape[1], VOCABULARY, shape[0], shape[1]);
          INDArray mask = TestArrays.mask(shape[0], shape[0], shape[1]);

          INDArray logits = run.run(Map.of("input_ids", ids, "attention_mask", mask));

          assertEquals(
              0,
              TestArrays.difference(expected(graph, ids, mask), logits),
              TOLERANCE,
              String.format(Locale.ROOT, "opset %d, shape %d x %d", opset, shape[0], shape[1]));
        }
      }
    }
  }

  @Test
  void export_masked_paddingChangesNothing() throws Exception {
    SameDiff graph = network(Activation.GELU, Pooling.MASKED_AVERAGE);
    try (OnnxRun run = new OnnxRun(export(OnnxExporter.create(), graph))) {
      INDArray ids = TestArrays.ids(1, VOCABULARY, 2, 9);
      INDArray mask = TestArrays.mask(2, 2, 9);
      INDArray alone = run.run(Map.of("input_ids", ids, "attention_mask", mask));

      INDArray padded =
          run.run(
              Map.of(
                  "input_ids", TestArrays.widen(ids, 40, 7),
                  "attention_mask", TestArrays.widen(mask, 40, 0)));

      assertEquals(0, TestArrays.difference(alone, padded), TOLERANCE);
    }
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void export_reshapesAndNormalisation_areConstantsAndSingleOperators(Activation activation) {
    SameDiff graph = network(activation, Pooling.MASKED_AVERAGE);

    List<String> composed = OnnxRun.operators(export(OnnxExporter.create().opset(17), graph));
    List<String> single = OnnxRun.operators(export(OnnxExporter.create().opset(20), graph));

    // One length is read at run time: how many positions to take.
    assertEquals(1, Collections.frequency(composed, "Shape"));
    assertEquals(1, Collections.frequency(composed, "Slice"));
    assertEquals(1, Collections.frequency(composed, "Gather"), "the token table");
    assertEquals(2 * BLOCKS, Collections.frequency(composed, "LayerNormalization"));
    assertEquals(4 * BLOCKS, Collections.frequency(composed, "Reshape"), "query key value output");
    assertEquals(4 * BLOCKS, Collections.frequency(composed, "Transpose"));
    assertEquals(1, Collections.frequency(composed, "Cast"), "the mask");
    assertFalse(composed.contains("Identity"));
    assertFalse(composed.contains("Gelu"));
    int gelus = activation == Activation.GELU ? BLOCKS : 0;
    assertEquals(gelus, Collections.frequency(composed, "Erf"));
    assertEquals(gelus, Collections.frequency(single, "Gelu"));
    assertFalse(single.contains("Erf"));
  }

  @Test
  void export_reshapes_haveConstantTargets() {
    ModelProto model =
        export(OnnxExporter.create(), network(Activation.RELU, Pooling.MASKED_AVERAGE));
    List<String> initializers =
        model.getGraph().getInitializerList().stream().map(TensorProto::getName).toList();

    for (NodeProto node : model.getGraph().getNodeList()) {
      if (node.getOpType().equals("Reshape")) {
        assertTrue(initializers.contains(node.getInput(1)), node.getName());
      }
    }
  }

  @Test
  void export_signature_isInt64ThreeAxesNamed() throws Exception {
    ModelProto model =
        export(OnnxExporter.create(), network(Activation.RELU, Pooling.MASKED_AVERAGE));

    try (OnnxRun run = new OnnxRun(model)) {
      assertEquals(
          List.of("input_ids", "attention_mask"),
          List.copyOf(run.session().getInputInfo().keySet()));
      TensorInfo ids = info(run.session().getInputInfo(), "input_ids");
      assertEquals("INT64", ids.type.name());
      assertArrayEquals(new long[] {-1, -1}, ids.getShape());
      assertArrayEquals(new String[] {"batch", "sequence"}, ids.getDimensionNames());
      TensorInfo logits = info(run.session().getOutputInfo(), "logits");
      assertArrayEquals(new long[] {-1, 4}, logits.getShape());
      assertEquals("batch", logits.getDimensionNames()[0]);
    }
  }

  @Test
  void export_twice_givesEqualBytes() {
    byte[] first =
        export(OnnxExporter.create(), network(Activation.GELU, Pooling.MASKED_AVERAGE))
            .toByteArray();

    assertArrayEquals(
        first,
        export(OnnxExporter.create(), network(Activation.GELU, Pooling.MASKED_AVERAGE))
            .toByteArray());
  }

  @Test
  void export_size_isTheParametersAndLittleElse() {
    SameDiff graph = network(Activation.GELU, Pooling.MASKED_AVERAGE);
    long parameterBytes =
        graph.variables().stream()
            .filter(variable -> variable.getVariableType().name().equals("VARIABLE"))
            .mapToLong(variable -> 4 * variable.getArr().length())
            .sum();

    int size = export(OnnxExporter.create(), graph).getSerializedSize();

    assertTrue(size > parameterBytes, size + " bytes");
    assertTrue(size < parameterBytes + 20_000, size + " bytes for " + parameterBytes);
  }

  @Test
  void export_fixedLength_padsShorterTexts() throws Exception {
    SameDiff graph = network(Activation.RELU, Pooling.PADDED_AVERAGE);
    ModelProto model = export(OnnxExporter.create().fixedSequenceLength(MAX_LENGTH), graph);
    try (OnnxRun run = new OnnxRun(model)) {
      for (int[] shape : SHAPES) {
        INDArray ids = TestArrays.ids(shape[1], VOCABULARY, shape[0], shape[1]);
        INDArray mask = TestArrays.mask(shape[0], shape[0], shape[1]);

        INDArray logits = run.run(Map.of("input_ids", ids, "attention_mask", mask));

        INDArray expected =
            sameDiff(
                graph, TestArrays.widen(ids, MAX_LENGTH, 0), TestArrays.widen(mask, MAX_LENGTH, 0));
        assertEquals(0, TestArrays.difference(expected, logits), TOLERANCE);
      }
      assertArrayEquals(
          new String[] {"batch", "sequence"},
          info(run.session().getInputInfo(), "input_ids").getDimensionNames());
    }
  }

  private static TensorInfo info(Map<String, NodeInfo> nodes, String name) {
    return (TensorInfo) Objects.requireNonNull(nodes.get(name)).getInfo();
  }

  private static SameDiff network(Activation activation, Pooling pooling) {
    NetworkConfig config =
        new NetworkConfig(
            VOCABULARY,
            MAX_LENGTH,
            16,
            2,
            12,
            24,
            BLOCKS,
            10,
            4,
            activation,
            pooling,
            1e-6,
            0,
            0,
            0);
    return ClassifierNetwork.inference(config, DataType.FLOAT, new Random(5)).graph();
  }

  private static ModelProto export(OnnxExporter exporter, SameDiff graph) {
    return exporter.export(
        graph,
        List.of(
            ExportInput.int64("input_ids", "batch", "sequence"),
            ExportInput.int64("attention_mask", "batch", "sequence")),
        List.of("logits"));
  }

  /** SameDiff fails on sums over the only token of several texts; padding changes no result. */
  private static INDArray expected(SameDiff graph, INDArray ids, INDArray mask) {
    boolean single = ids.size(0) > 1 && ids.size(1) == 1;
    return single
        ? sameDiff(graph, TestArrays.widen(ids, 2, 0), TestArrays.widen(mask, 2, 0))
        : sameDiff(graph, ids, mask);
  }

  private static INDArray sameDiff(SameDiff graph, INDArray ids, INDArray mask) {
    Map<String, INDArray> inputs =
        Map.of(
            "input_ids", ids.castTo(DataType.INT32), "attention_mask", mask.castTo(DataType.FLOAT));
    return Objects.requireNonNull(graph.output(inputs, "logits").get("logits"));
  }
}
