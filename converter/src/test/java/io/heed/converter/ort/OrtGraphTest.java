package io.heed.converter.ort;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.heed.converter.error.ConverterException;
import io.heed.converter.error.ConverterException.Kind;
import io.heed.converter.onnx.OnnxAttributes;
import io.heed.converter.onnx.OnnxAxis;
import io.heed.converter.onnx.OnnxGraphBuilder;
import io.heed.converter.onnx.OnnxTensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OrtGraphTest {
  private static final List<OnnxAxis> ROWS_OF_TWO =
      List.of(OnnxAxis.symbol("rows"), OnnxAxis.length(2));

  @TempDir Path dir;

  @Test
  void run_sumAndProduct_givesBothInOrder() {
    try (OrtGraph graph = OrtGraph.open(sumAndProduct().toByteArray(), "sums")) {
      Map<String, Tensor> found =
          graph.run(Map.of("x", Tensor.floats(new float[] {1, 2, 3, 4}, 2, 2)));

      assertEquals(List.of("sum", "product"), List.copyOf(found.keySet()));
      assertEquals(Tensor.floats(new float[] {11, 22, 13, 24}, 2, 2), found.get("sum"));
      assertEquals(Tensor.floats(new float[] {10, 40, 30, 80}, 2, 2), found.get("product"));
    }
  }

  @Test
  void run_someOutputs_givesThose() {
    try (OrtGraph graph = OrtGraph.open(sumAndProduct().toByteArray(), "sums")) {
      Map<String, Tensor> found =
          graph.run(Map.of("x", Tensor.floats(new float[] {1, 2}, 1, 2)), Set.of("product"));

      assertEquals(Map.of("product", Tensor.floats(new float[] {10, 40}, 1, 2)), found);
    }
  }

  @Test
  void specs_namedAndFixedAxes_areTold() {
    try (OrtGraph graph = OrtGraph.open(sumAndProduct().toByteArray(), "sums")) {
      assertEquals(
          List.of(
              new TensorSpec(
                  "x", ElementType.FLOAT, new long[] {-1, 2}, Arrays.asList("rows", ""))),
          graph.inputs());
      assertEquals("[sum FLOAT[rows, 2], product FLOAT[rows, 2]]", graph.outputs().toString());
      assertEquals("sums", graph.name());
    }
  }

  @ParameterizedTest
  @EnumSource
  void run_anyType_comesBackAsItWent(ElementType type) {
    OnnxGraphBuilder builder = OnnxGraphBuilder.create("identity").opset("", 17);
    DataType dataType = DataType.forNumber(type.onnxNumber());
    List<OnnxAxis> shape = List.of(OnnxAxis.symbol("n"));
    builder.input("x", dataType, shape);
    builder.node("Identity", "y", List.of("x"));
    builder.output("y", dataType, shape);
    byte[] bits = new byte[3 * type.bytes()];
    Arrays.fill(bits, (byte) 1);
    Tensor three = Tensor.of(type, ByteBuffer.wrap(bits), 3);
    Tensor none = Tensor.of(type, ByteBuffer.allocate(0), 0);

    try (OrtGraph graph = OrtGraph.open(builder.build().toByteArray(), "identity")) {
      assertEquals(Map.of("y", three), graph.run(Map.of("x", three)));
      assertEquals(Map.of("y", none), graph.run(Map.of("x", none)));
      assertEquals(type, ElementType.ofOnnx(dataType.getNumber()));
    }
  }

  @Test
  void run_noInputs_givesTheConstant() {
    OnnxGraphBuilder builder = OnnxGraphBuilder.create("constant").opset("", 17);
    AttributeProto value = OnnxAttributes.ofTensor("value", OnnxTensors.longs("", new long[] {7}));
    builder.node("Constant", "seven", List.of(), value);
    builder.output("seven", DataType.INT64, List.of());

    try (OrtGraph graph = OrtGraph.open(builder.build().toByteArray(), "constant")) {
      assertEquals(Map.of("seven", Tensor.longs(new long[] {7})), graph.run(Map.of()));
    }
  }

  @Test
  void run_inputMissingOrUnknownOrWrong_namesFoundAndExpected() {
    try (OrtGraph graph = OrtGraph.open(sumAndProduct().toByteArray(), "sums")) {
      Tensor good = Tensor.floats(new float[] {1, 2}, 1, 2);

      assertEquals(
          "sums: input x: found nothing, expected x FLOAT[rows, 2]", failure(graph, Map.of()));
      assertEquals(
          "sums: input x: found FLOAT[1, 3], expected x FLOAT[rows, 2]",
          failure(graph, Map.of("x", Tensor.floats(new float[3], 1, 3))));
      assertEquals(
          "sums: input x: found FLOAT[2], expected x FLOAT[rows, 2]",
          failure(graph, Map.of("x", Tensor.floats(new float[2], 2))));
      assertEquals(
          "sums: input x: found INT64[1, 2], expected x FLOAT[rows, 2]",
          failure(graph, Map.of("x", Tensor.longs(new long[2], 1, 2))));
      assertTrue(failure(graph, Map.of("x", good, "y", good)).contains("found inputs ["));
      ConverterException e =
          assertThrows(
              ConverterException.class, () -> graph.run(Map.of("x", good), Set.of("total")));
      assertEquals("sums: output total: not there, expected one of [sum, product]", e.getMessage());
    }
  }

  @Test
  void run_indexOutOfBounds_saysWhatWasRun() {
    OnnxGraphBuilder builder = OnnxGraphBuilder.create("gather").opset("", 17);
    builder.input("ids", DataType.INT64, List.of(OnnxAxis.symbol("n")));
    builder.initializer(OnnxTensors.floats("table", new float[] {1, 2}, 2));
    builder.node("Gather", "y", List.of("table", "ids"));
    builder.output("y", DataType.FLOAT, List.of(OnnxAxis.symbol("n")));

    try (OrtGraph graph = OrtGraph.open(builder.build().toByteArray(), "gather")) {
      String message = failure(graph, Map.of("ids", Tensor.longs(new long[] {5}, 1)));

      assertTrue(message.startsWith("gather: a run with ids INT64[1] failed: "), message);
      assertTrue(message.contains("indices"), message);
    }
  }

  @Test
  void open_externalData_isFoundBesideTheFile() throws IOException {
    ByteBuffer weights = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    Files.write(dir.resolve("weights.bin"), weights.putFloat(10).putFloat(20).array());
    ModelProto.Builder model = sumAndProduct().toBuilder();
    TensorProto.Builder tensor = model.getGraphBuilder().getInitializerBuilder(0);
    tensor
        .clearRawData()
        .setDataLocation(TensorProto.DataLocation.EXTERNAL)
        .addExternalData(
            StringStringEntryProto.newBuilder().setKey("location").setValue("weights.bin"));
    Path file = Files.write(dir.resolve("model.onnx"), model.build().toByteArray());

    try (OrtGraph graph = OrtGraph.open(file)) {
      Map<String, Tensor> found = graph.run(Map.of("x", Tensor.floats(new float[] {1, 2}, 1, 2)));
      assertEquals(Tensor.floats(new float[] {11, 22}, 1, 2), found.get("sum"));
    }
  }

  @Test
  void open_optimizedModelAndProfile_areWritten() throws IOException {
    Path optimized = dir.resolve("optimized.onnx");
    OrtGraphOptions options =
        OrtGraphOptions.DEFAULT
            .optimization(OrtGraphOptions.Optimization.BASIC)
            .optimizedModel(optimized)
            .profilePrefix(dir.resolve("profile"));

    try (OrtGraph graph = OrtGraph.open(sumAndProduct().toByteArray(), "sums", options)) {
      graph.run(Map.of("x", Tensor.floats(new float[] {1, 2}, 1, 2)));
      assertTrue(Files.readString(graph.endProfiling()).contains("Add"));
    }
    ModelProto written = ModelProto.parseFrom(Files.readAllBytes(optimized));
    assertEquals(2, written.getGraph().getNodeCount());
  }

  @Test
  void open_noModel_saysWhichAndWhy() throws IOException {
    byte[] whole = sumAndProduct().toByteArray();
    Path truncated = Files.write(dir.resolve("cut.onnx"), Arrays.copyOf(whole, whole.length / 2));
    OnnxGraphBuilder unknown = OnnxGraphBuilder.create("unknown").opset("", 17);
    unknown.input("x", DataType.FLOAT, ROWS_OF_TWO);
    unknown.node("NoSuchOperator", "y", List.of("x"));
    unknown.output("y", DataType.FLOAT, ROWS_OF_TWO);

    ConverterException missing =
        assertThrows(ConverterException.class, () -> OrtGraph.open(dir.resolve("none.onnx")));
    ConverterException cut = assertThrows(ConverterException.class, () -> OrtGraph.open(truncated));
    ConverterException operator =
        assertThrows(
            ConverterException.class,
            () -> OrtGraph.open(unknown.build().toByteArray(), "strange model"));

    assertEquals(Kind.IO, missing.kind());
    assertTrue(missing.getMessage().endsWith("none.onnx: no such file"), missing.getMessage());
    assertEquals(Kind.INPUT, cut.kind());
    assertTrue(cut.getMessage().contains("cut.onnx: cannot be loaded: "), cut.getMessage());
    assertTrue(operator.getMessage().startsWith("strange model: cannot be loaded: "));
    assertTrue(operator.getMessage().contains("NoSuchOperator"), operator.getMessage());
  }

  @Test
  void options_noThreads_areRefused() {
    assertThrows(IllegalArgumentException.class, () -> OrtGraphOptions.DEFAULT.threads(0));
    assertEquals(
        Map.of("a", "1", "b", "2"),
        OrtGraphOptions.DEFAULT.config("a", "1").config("b", "2").config());
    assertArrayEquals(
        new Object[] {3, 1},
        new Object[] {
          OrtGraphOptions.DEFAULT.threads(3).threads(), OrtGraphOptions.DEFAULT.threads()
        });
  }

  private static String failure(OrtGraph graph, Map<String, Tensor> inputs) {
    ConverterException e = assertThrows(ConverterException.class, () -> graph.run(inputs));
    assertEquals(Kind.INPUT, e.kind());
    return e.getMessage();
  }

  /** x + [10, 20] and x * [10, 20]. */
  private static ModelProto sumAndProduct() {
    OnnxGraphBuilder builder = OnnxGraphBuilder.create("sums").opset("", 17);
    builder.input("x", DataType.FLOAT, ROWS_OF_TWO);
    builder.initializer(OnnxTensors.floats("w", new float[] {10, 20}, 2));
    builder.node("Add", "sum", List.of("x", "w"));
    builder.node("Mul", "product", List.of("x", "w"));
    builder.output("sum", DataType.FLOAT, ROWS_OF_TWO);
    builder.output("product", DataType.FLOAT, ROWS_OF_TWO);
    return builder.build();
  }
}
