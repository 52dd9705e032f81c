package io.heed.converter.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.heed.converter.error.ConverterException;
import io.heed.converter.onnx.OnnxAttributes;
import io.heed.converter.onnx.OnnxTensors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class GraphTest {
  static final List<String> GRAPHS = ExportedGraph.NAMES;

  @ParameterizedTest
  @FieldSource("GRAPHS")
  void toProto_untouched_equalsTheFile(String name) throws IOException {
    byte[] bytes = ExportedGraph.of(name).model();
    ModelProto written = OnnxModel.of(bytes).toProto();
    ModelProto original = ModelProto.parseFrom(bytes);
    assertEquals(original.getGraph().getNodeList(), written.getGraph().getNodeList());
    assertEquals(original.getGraph().getInitializerList(), written.getGraph().getInitializerList());
    assertEquals(original, written);
  }

  @Test
  void replaceUses_ofAnOutput_keepsItsName() {
    // a -> Relu -> b (output) -> Neg -> c (output); b's source becomes the input itself
    OnnxModel model = model(node("Relu", "a", "b"), node("Neg", "b", "c"));
    Graph graph = model.graph();
    graph.replaceUses("b", "a");
    graph.removeUnused();
    assertEquals(
        List.of("Identity a b", "Neg a c"),
        graph.sorted().stream().map(GraphTest::told).sorted().toList());
  }

  @Test
  void replaceUses_byAnInnerNode_renamesIt() {
    OnnxModel model = model(node("Relu", "a", "x"), node("Exp", "x", "b"), node("Neg", "b", "c"));
    model.graph().replaceUses("b", "x");
    model.graph().removeUnused();
    assertEquals(
        List.of("Relu a b", "Neg b c"),
        model.graph().sorted().stream().map(GraphTest::told).toList());
  }

  @Test
  void replaceUses_inSubgraphs_readsTheNewName() {
    GraphProto branch =
        GraphProto.newBuilder()
            .addNode(node("Neg", "x", "inner"))
            .addOutput(ValueInfoProto.newBuilder().setName("inner"))
            .build();
    NodeProto conditional =
        node("If", "a", "b").toBuilder()
            .addAttribute(
                ai.onnx.proto.OnnxMl.AttributeProto.newBuilder()
                    .setName("then_branch")
                    .setG(branch))
            .build();
    OnnxModel model = model(node("Relu", "a", "x"), conditional, node("Neg", "b", "c"));
    assertEquals(1, model.graph().readers("x").size());
    model.graph().replaceUses("x", "a");
    model.graph().removeUnused();
    NodeProto left = model.toProto().getGraph().getNode(0);
    assertEquals("a", left.getAttribute(0).getG().getNode(0).getInput(0));
    assertEquals(2, model.graph().size());
  }

  @Test
  void sorted_nodesThatWaitForEachOther_areNamed() {
    OnnxModel model =
        model(
            node("Add", "y", "x"),
            node("Neg", "x", "y"),
            node("Relu", "a", "b"),
            node("Neg", "b", "c"));
    ConverterException failure =
        assertThrows(ConverterException.class, () -> model.graph().sorted());
    assertEquals(
        "graph \"g\": 2 nodes wait for each other, such as Add node \"x\"", failure.getMessage());
  }

  @Test
  void of_aNameMadeTwice_isRefused() {
    ConverterException failure =
        assertThrows(
            ConverterException.class,
            () -> model(node("Relu", "a", "b"), node("Neg", "a", "b"), node("Neg", "b", "c")));
    assertTrue(failure.getMessage().contains("\"b\" (output of Neg node \"b\") occurs twice"));
  }

  @Test
  void removeUnused_dropsNodesAndConstants() {
    OnnxModel model = model(node("Relu", "a", "b"), node("Neg", "b", "c"), node("Exp", "k", "d"));
    model.graph().add(OnnxTensors.floats("k", new float[] {1}, 1));
    assertEquals(1, model.graph().removeUnused());
    assertNull(model.graph().constant("k"));
  }

  @Test
  void write_withExternalData_readsBackTheSame(@TempDir Path folder) throws IOException {
    byte[] bytes = ExportedGraph.of("classic-ts-op17").model();
    Path file = folder.resolve("m.onnx");
    OnnxModel.of(bytes).writeWithExternalData(file);
    assertTrue(Files.size(file) < bytes.length);
    assertTrue(Files.size(folder.resolve("m.onnx_data")) > 0);
    OnnxModel back = OnnxModel.read(file);
    for (Initializer original : OnnxModel.of(bytes).graph().initializers()) {
      Initializer found = Objects.requireNonNull(back.graph().constant(original.name()));
      assertEquals(original.dims(), found.dims());
      assertEquals(original.bytes(), found.bytes(), original.name());
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(2, files.count());
    }
  }

  @Test
  void writeForms_largeOnes_shareTheirConstants(@TempDir Path folder) throws IOException {
    float[] weights = new float[1 << 20];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = i;
    }
    Map<Path, OnnxModel> forms = new LinkedHashMap<>();
    for (String name : List.of("m.onnx", "m_single.onnx")) {
      OnnxModel model = model(node("Relu", "a", "b"), node("Neg", "b", "c"));
      Graph graph = model.graph();
      String constant = graph.add(OnnxTensors.floats(name, weights, 1 << 10, 1 << 10));
      graph.add("sum", "Add", List.of("c", constant));
      forms.put(folder.resolve(name), model);
    }
    OnnxModel.writeForms(forms);
    assertEquals(weights.length * 4L, Files.size(folder.resolve("m.onnx_data")));
    for (String name : List.of("m.onnx", "m_single.onnx")) {
      Initializer found = OnnxModel.read(folder.resolve(name)).graph().constant(name);
      assertArrayEquals(weights, Objects.requireNonNull(found).floats());
      assertTrue(Files.size(folder.resolve(name)) < 1000);
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(3, files.count());
    }
  }

  @Test
  void read_externalDataOutsideTheFolder_isRefused(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("m.onnx");
    OnnxModel.of(ExportedGraph.of("classic-ts-op17").model()).writeWithExternalData(file);
    String evil = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    Files.writeString(
        file, evil.replace("m.onnx_data", "../nnx_data"), StandardCharsets.ISO_8859_1);
    ConverterException failure = assertThrows(ConverterException.class, () -> OnnxModel.read(file));
    assertTrue(failure.getMessage().contains("\"../nnx_data\", expected a file beside the model"));
  }

  @Test
  void read_truncatedFile_isRefused(@TempDir Path folder) throws IOException {
    byte[] bytes = ExportedGraph.of("classic-ts-op17").model();
    Path file = folder.resolve("m.onnx");
    Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length / 2));
    ConverterException failure = assertThrows(ConverterException.class, () -> OnnxModel.read(file));
    assertTrue(failure.getMessage().contains("not an ONNX model"), failure.getMessage());
  }

  @Test
  void longs_ofFieldsOfTheMessage_areRead() {
    TensorProto typed =
        TensorProto.newBuilder()
            .setName("t")
            .setDataType(TensorProto.DataType.INT64_VALUE)
            .addDims(2)
            .addInt64Data(-3)
            .addInt64Data(4)
            .build();
    assertArrayEquals(new long[] {-3, 4}, Initializer.of(typed).longs());
    assertTrue(Double.isNaN(Initializer.of(typed).fill()));
    assertTrue(Initializer.of(OnnxTensors.floats("f", new float[] {2, 2}, 2)).isFilledWith(2));
  }

  @Test
  void bytes_fewerThanTheShapeNeeds_areRefused() {
    TensorProto wrong =
        OnnxTensors.floats("w", new float[] {1, 2}, 2).toBuilder().setDims(0, 3).build();
    ConverterException failure =
        assertThrows(ConverterException.class, () -> Initializer.of(wrong).floats());
    assertEquals(
        "tensor \"w\" holds 8 bytes; its shape [3] of FLOAT needs 12", failure.getMessage());
  }

  @Test
  void float16_roundTrip_matchesTheFormat() {
    assertEquals(0x3c00, Float16.of(1f));
    assertEquals((short) 0xc000, Float16.of(-2f));
    assertEquals(0x7bff, Float16.of(65504f));
    assertEquals(0x7c00, Float16.of(65520f));
    assertEquals(0x0001, Float16.of(5.9604645e-8f));
    assertEquals(0x3555, Float16.of(1f / 3));
    assertFalse(Float16.toFloat((short) 0x3555) == 1f / 3);
    for (int bits = 0; bits < 0x7c00; bits++) {
      assertEquals(bits, Float16.of(Float16.toFloat((short) bits)));
    }
  }

  private static String told(Node node) {
    return node.type() + " " + node.input(0) + " " + node.output();
  }

  private static NodeProto node(String type, String input, String output) {
    return NodeProto.newBuilder()
        .setName(output)
        .setOpType(type)
        .addInput(input)
        .addOutput(output)
        .addAllAttribute(type.equals("Add") ? List.of(OnnxAttributes.ofInt("k", 1)) : List.of())
        .build();
  }

  private static OnnxModel model(NodeProto... nodes) {
    return OnnxModel.of(
        ModelProto.newBuilder()
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
            .setGraph(
                GraphProto.newBuilder()
                    .setName("g")
                    .addInput(ValueInfoProto.newBuilder().setName("a"))
                    .addAllNode(List.of(nodes))
                    .addOutput(ValueInfoProto.newBuilder().setName("b"))
                    .addOutput(ValueInfoProto.newBuilder().setName("c")))
            .build());
  }
}
