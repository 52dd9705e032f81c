package io.heed.converter.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import io.heed.converter.error.ConverterException;
import io.heed.converter.half.HalfConversion;
import io.heed.converter.half.HalfOptions;
import io.heed.converter.onnx.OnnxAttributes;
import io.heed.converter.onnx.OnnxTensors;
import io.heed.converter.optimize.GraphOptimizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Foreign graphs go through as they are; broken ones are refused in words. */
class HostileGraphTest {
  private static final int CHAIN = 200_000;

  @Test
  void of_unknownOperatorsAndDomains_passUntouched() {
    ModelProto model =
        model(
            graph()
                .addNode(node("Frobnicate", "t", "x"))
                .addNode(node("Rotate", "y", "t").toBuilder().setDomain("org.example").build()));
    assertEquals(model, rewritten(model));
  }

  @ParameterizedTest
  @ValueSource(strings = {"If", "Loop", "Scan"})
  void of_controlFlow_passesUntouched(String type) {
    GraphProto body =
        GraphProto.newBuilder()
            .setName("body")
            .addNode(node("Add", "inner", "t", "x"))
            .addOutput(ValueInfoProto.newBuilder().setName("inner"))
            .build();
    ModelProto model =
        model(
            graph()
                .addNode(node("Neg", "t", "x"))
                .addNode(
                    node(type, "y", "x").toBuilder()
                        .addAttribute(
                            AttributeProto.newBuilder()
                                .setName("body")
                                .setType(AttributeProto.AttributeType.GRAPH)
                                .setG(body))
                        .build()));
    assertEquals(model, rewritten(model), "the body reads t, so that Neg stays");
  }

  @Test
  void of_modelLocalFunctions_passUntouched() {
    FunctionProto function =
        FunctionProto.newBuilder()
            .setName("Twice")
            .setDomain("local")
            .addInput("a")
            .addOutput("b")
            .addNode(node("Add", "b", "a", "a"))
            .build();
    ModelProto model =
        model(graph().addNode(node("Twice", "y", "x").toBuilder().setDomain("local").build()))
            .toBuilder()
            .addFunctions(function)
            .build();
    assertEquals(model, rewritten(model));
  }

  @Test
  void of_emptyGraphAndGraphWithoutOutputs_passUntouched() {
    ModelProto empty = model(GraphProto.newBuilder().setName("g"));
    assertEquals(empty, rewritten(empty));
    ModelProto withoutOutputs = model(graph().clearOutput().addNode(node("Neg", "y", "x")));
    assertEquals(withoutOutputs, rewritten(withoutOutputs));
  }

  @Test
  void of_noGraph_isRefused() {
    assertRefused("the model has no graph", () -> OnnxModel.of(ModelProto.getDefaultInstance()));
    assertRefused("no graph", () -> OnnxModel.of(new byte[0]));
  }

  @Test
  void of_cycle_isRefused() {
    ModelProto model = model(graph().addNode(node("Neg", "y", "t")).addNode(node("Neg", "t", "y")));
    assertRefused("2 nodes wait for each other, such as Neg node \"y\"", () -> rewritten(model));
    ModelProto itself = model(graph().addNode(node("Neg", "y", "y")));
    assertRefused("1 nodes wait for each other", () -> rewritten(itself));
  }

  @Test
  void of_namesTwice_areRefused() {
    NodeProto neg = node("Neg", "y", "x");
    TensorProto w = OnnxTensors.floats("w", new float[1], 1);
    assertRefused(
        "\"y\" (output of Neg node \"y\") occurs twice", graph().addNode(neg).addNode(neg));
    assertRefused(
        "\"y\" (output of Split node \"y\") occurs twice",
        graph().addNode(node("Split", "y", "x").toBuilder().addOutput("y").build()));
    assertRefused("\"w\" (initializer) occurs twice", graph().addInitializer(w).addInitializer(w));
    assertRefused("\"x\" (input) occurs twice", graph().addInput(value("x")));
    assertRefused("\"x\" (output of Neg node \"x\")", graph().addNode(node("Neg", "x", "x")));
  }

  @Test
  void of_truncatedAnywhere_isRefusedOrRead() {
    byte[] bytes = ExportedGraph.of("hfsdpa-dynamo-op23").model();
    int refused = 0;
    for (int length = 0; length < bytes.length; length += 997) {
      byte[] part = java.util.Arrays.copyOf(bytes, length);
      refused += survives(part) ? 0 : 1;
    }
    assertTrue(refused > bytes.length / 997 / 2, refused + " refused");
  }

  /** Flips bits of a real graph: sizes, types, names, attributes. */
  @Test
  void of_damagedAnywhere_isRefusedOrRead() {
    byte[] bytes = withoutWeights(ExportedGraph.of("classic-ts-op14").model());
    long seed = 20_261_222;
    Random random = new Random(seed);
    for (int round = 0; round < 150; round++) {
      byte[] damaged = bytes.clone();
      for (int i = 0; i <= round % 4; i++) {
        damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      }
      try {
        survives(damaged);
      } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
        throw new AssertionError("seed " + seed + ", round " + round, e);
      }
    }
  }

  @Test
  void of_deepSubgraphs_areRefused() {
    GraphProto inner = GraphProto.newBuilder().setName("deep").build();
    for (int depth = 0; depth < 60; depth++) {
      inner =
          GraphProto.newBuilder()
              .addNode(
                  node("If", "y", "x").toBuilder()
                      .addAttribute(AttributeProto.newBuilder().setName("then_branch").setG(inner)))
              .build();
    }
    byte[] bytes = ModelProto.newBuilder().setGraph(inner).build().toByteArray();
    assertRefused("not an ONNX model", () -> OnnxModel.of(bytes));
  }

  @Test
  void shapes_impossible_areNotKnown() {
    ModelProto model =
        model(
            graph()
                .clearInput()
                .addInput(value("x", Long.MAX_VALUE, 3))
                .addInput(value("n", -5, -1))
                .addNode(node("Flatten", "f", "x"))
                .addNode(
                    node("Transpose", "t", "x").toBuilder()
                        .addAttribute(OnnxAttributes.ofInts("perm", 7, -9))
                        .build())
                .addNode(
                    node("Flatten", "g", "x").toBuilder()
                        .addAttribute(OnnxAttributes.ofInt("axis", 0))
                        .build())
                .addNode(
                    node("Concat", "y", "n", "n").toBuilder()
                        .addAttribute(OnnxAttributes.ofInt("axis", 99))
                        .build()));
    ShapeInference inference = ShapeInference.of(OnnxModel.of(model));
    assertEquals(-1, inference.of("x").size());
    assertEquals(-1, inference.of("g").size());
    assertEquals(-1, inference.of("t").rank());
    assertEquals(-1, inference.of("y").rank());
    assertEquals(2, inference.of("n").rank());
    assertEquals(-1, inference.of("n").length(0));
  }

  /** Each node doubles what the one before made: elements, axes, factors, symbols. */
  @Test
  void shapes_thatDoubleWithEveryNode_areBounded() {
    GraphProto.Builder graph =
        graph()
            .addInitializer(OnnxTensors.longs("c0", new long[] {0, 0}, 2))
            .addInitializer(OnnxTensors.longs("r0", new long[] {0, 0, 0, 0}, 2, 2))
            .addInitializer(OnnxTensors.longs("huge", new long[] {1L << 62}, 1))
            .addInput(value("rank", 2_000_000_000))
            .addNode(node("Shape", "s0", "x"))
            .addNode(node("Identity", "h0", "huge"))
            .addNode(node("Reshape", "reshaped", "x", "rank"));
    for (int i = 0; i < 100; i++) {
      String next = Integer.toString(i + 1);
      graph
          .addNode(concat("c" + next, "c" + i))
          .addNode(node("Gather", "r" + next, "r" + i, "r" + i))
          .addNode(node("Mul", "s" + next, "s" + i, "s" + i))
          .addNode(node("Add", "h" + next, "h" + i, "h" + i));
    }
    ShapeInference inference =
        ShapeInference.of(OnnxModel.of(model(graph.addNode(node("Neg", "y", "x")))));
    for (String value : List.of("c100", "r100", "s100", "h100", "reshaped")) {
      assertTrue(inference.of(value).rank() <= Shapes.MOST_AXES, value);
    }
    assertEquals(DataType.INT64, inference.of("c40").type());
  }

  @Test
  void constants_ofImpossibleSize_areRefused() {
    TensorProto fits = OnnxTensors.floats("w", new float[] {1, 2}, 2);
    for (long[] dims : new long[][] {{3}, {-2}, {1L << 62}, {1L << 40, 1L << 40}, {1 << 30, 4}}) {
      TensorProto.Builder wrong = fits.toBuilder().clearDims();
      for (long dim : dims) {
        wrong.addDims(dim);
      }
      Initializer tensor = Initializer.of(wrong.build());
      assertTrue(
          assertThrows(ConverterException.class, tensor::floats)
              .getMessage()
              .startsWith("tensor \"w\" "));
      assertRefused(
          "tensor \"w\" ",
          () ->
              HalfConversion.convert(
                  OnnxModel.of(
                      model(graph().addInitializer(wrong).addNode(node("Mul", "y", "x", "w")))),
                  HalfOptions.DEFAULT));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"../w", "/etc/passwd", "", "absent", "a/../../w", "\0"})
  void read_externalDataElsewhere_isRefused(String location, @TempDir Path folder)
      throws IOException {
    Path file = folder.resolve("model.onnx");
    Files.write(file, model(graph().addInitializer(external(location, "0", "8"))).toByteArray());
    assertRefused("tensor \"w\" stands in ", () -> OnnxModel.read(file));
  }

  @Test
  void read_externalDataOfWrongPlace_isRefused(@TempDir Path folder) throws IOException {
    Files.write(folder.resolve("data"), new byte[8]);
    Path file = folder.resolve("model.onnx");
    for (String[] place :
        new String[][] {
          {"4", "8"},
          {"-1", "8"},
          {"0", "12"},
          {"0", "x"},
          {Long.toString(Long.MAX_VALUE), "8"},
          {"0", Long.toString(Long.MIN_VALUE)}
        }) {
      Files.write(
          file, model(graph().addInitializer(external("data", place[0], place[1]))).toByteArray());
      assertRefused("tensor \"w\" ", () -> OnnxModel.read(file));
    }
  }

  @Test
  void of_longChain_isRewrittenInBoundedMemory() {
    ModelProto chain = chain(CHAIN);
    OnnxModel model = OnnxModel.of(chain);
    assertEquals(CHAIN, ShapeInference.of(model).of("y").rank() + CHAIN - 1);
    assertEquals(0, model.graph().removeUnused());
    Node first = model.graph().nodes().get(0);
    model.graph().replaceUses(first.output(), "x");
    assertEquals(1, model.graph().removeUnused());
    assertEquals(CHAIN - 1, model.toProto().getGraph().getNodeCount());
  }

  @Test
  void convert_longChainToHalf_finishes() {
    OnnxModel model = OnnxModel.of(chain(CHAIN / 4));
    assertEquals(CHAIN / 4, HalfConversion.convert(model, HalfOptions.DEFAULT).half());
  }

  static ModelProto chain(int length) {
    GraphProto.Builder graph = graph();
    String before = "x";
    for (int i = 1; i < length; i++) {
      String name = "v" + i;
      graph.addNode(node("Tanh", name, before));
      before = name;
    }
    return model(graph.addNode(node("Tanh", "y", before)));
  }

  private static boolean survives(byte[] bytes) {
    try {
      OnnxModel model = OnnxModel.of(bytes);
      ShapeInference.of(model);
      model.graph().removeUnused();
      model.toProto();
      GraphOptimizer.cleaning().optimize(OnnxModel.of(bytes));
      HalfConversion.convert(OnnxModel.of(bytes), HalfOptions.DEFAULT);
      return true;
    } catch (ConverterException e) {
      assertFalse(e.getMessage().isBlank());
      return false;
    }
  }

  /** Structure is what is to be damaged. */
  private static byte[] withoutWeights(byte[] bytes) {
    try {
      ModelProto.Builder model = ModelProto.parseFrom(bytes).toBuilder();
      for (TensorProto.Builder each : model.getGraphBuilder().getInitializerBuilderList()) {
        if (each.getRawData().size() > 64) {
          each.clearDims().addDims(0).setRawData(ByteString.EMPTY);
        }
      }
      return model.build().toByteArray();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static ModelProto rewritten(ModelProto model) {
    OnnxModel read = OnnxModel.of(model.toByteArray());
    ShapeInference.of(read);
    GraphOptimizer.cleaning().optimize(read);
    return read.toProto();
  }

  private static void assertRefused(String words, GraphProto.Builder graph) {
    assertRefused(words, () -> OnnxModel.of(model(graph)));
  }

  private static void assertRefused(String words, Runnable step) {
    ConverterException failure = assertThrows(ConverterException.class, step::run);
    assertTrue(failure.getMessage().contains(words), failure.getMessage());
    assertEquals(ConverterException.Kind.INPUT, failure.kind());
  }

  private static TensorProto external(String location, String offset, String length) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName("w")
            .setDataType(DataType.FLOAT_VALUE)
            .addDims(2)
            .setDataLocation(TensorProto.DataLocation.EXTERNAL);
    List<String> entries =
        new ArrayList<>(List.of("location", location, "offset", offset, "length", length));
    for (int i = 0; i < entries.size(); i += 2) {
      tensor.addExternalData(
          StringStringEntryProto.newBuilder().setKey(entries.get(i)).setValue(entries.get(i + 1)));
    }
    return tensor.build();
  }

  private static NodeProto concat(String output, String input) {
    return node("Concat", output, input, input).toBuilder()
        .addAttribute(OnnxAttributes.ofInt("axis", 0))
        .build();
  }

  private static NodeProto node(String type, String output, String... inputs) {
    return NodeProto.newBuilder()
        .setName(output)
        .setOpType(type)
        .addAllInput(List.of(inputs))
        .addOutput(output)
        .build();
  }

  private static ValueInfoProto value(String name, long... dims) {
    ValueInfoProto.Builder value = ValueInfoProto.newBuilder().setName(name);
    var tensor = value.getTypeBuilder().getTensorTypeBuilder().setElemType(DataType.FLOAT_VALUE);
    for (long dim : dims) {
      tensor.getShapeBuilder().addDimBuilder().setDimValue(dim);
    }
    return value.build();
  }

  private static GraphProto.Builder graph() {
    ValueInfoProto.Builder x = value("x").toBuilder();
    x.getTypeBuilder().getTensorTypeBuilder().getShapeBuilder().addDimBuilder().setDimParam("n");
    return GraphProto.newBuilder().setName("g").addInput(x).addOutput(value("y"));
  }

  private static ModelProto model(GraphProto.Builder graph) {
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
        .setGraph(graph)
        .build();
  }
}
