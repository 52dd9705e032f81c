package io.heed.converter.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.heed.converter.error.ConverterException;
import java.util.List;
import org.junit.jupiter.api.Test;

class OnnxGraphBuilderTest {
  private static final List<OnnxAxis> SHAPE =
      List.of(OnnxAxis.symbol("batch"), OnnxAxis.length(3), OnnxAxis.unknown());

  @Test
  void build_smallGraph_holdsWhatWasSaid() {
    ModelProto model = small().build();

    assertEquals(8, model.getIrVersion());
    assertEquals(17, model.getOpsetImport(0).getVersion());
    GraphProto graph = model.getGraph();
    assertEquals("small", graph.getName());
    ValueInfoProto input = graph.getInput(0);
    assertEquals(DataType.FLOAT.getNumber(), input.getType().getTensorType().getElemType());
    assertEquals("batch", input.getType().getTensorType().getShape().getDim(0).getDimParam());
    assertEquals(3, input.getType().getTensorType().getShape().getDim(1).getDimValue());
    assertEquals(
        0, input.getType().getTensorType().getShape().getDim(2).getValueCase().getNumber());
    NodeProto node = graph.getNode(0);
    assertEquals("Add", node.getOpType());
    assertEquals(List.of("x", "one"), List.copyOf(node.getInputList()));
    assertEquals("y", graph.getOutput(0).getName());
  }

  @Test
  void build_sameCalls_givesEqualBytes() {
    assertArrayEquals(small().build().toByteArray(), small().build().toByteArray());
  }

  @Test
  void build_irVersion_followsOpsetUnlessGiven() {
    assertEquals(9, small().opset("", 20).build().getIrVersion());
    assertEquals(10, small().opset("", 21).build().getIrVersion());
    assertEquals(7, small().irVersion(7).build().getIrVersion());
  }

  @Test
  void build_unknownInputOfNode_namesNodeAndValue() {
    OnnxGraphBuilder builder = small();
    builder.node("Relu", "z", List.of("ghost"));
    builder.output("z", DataType.FLOAT, SHAPE);

    fails(builder::build, "Relu", "\"z\"", "\"ghost\"");
  }

  @Test
  void build_useBeforeMake_namesTheValue() {
    OnnxGraphBuilder builder = OnnxGraphBuilder.create("order").opset("", 17);
    builder.input("x", DataType.FLOAT, SHAPE);
    builder.node("Relu", "z", List.of("y"));
    builder.node("Relu", "y", List.of("x"));
    builder.output("z", DataType.FLOAT, SHAPE);

    fails(builder::build, "\"y\"", "before it");
  }

  @Test
  void add_takenName_namesIt() {
    fails(() -> small().node("Relu", "x", List.of("y")), "\"x\"", "taken");
    fails(() -> small().initializer(OnnxTensors.floats("y", new float[1])), "\"y\"", "taken");
    fails(() -> small().input("one", DataType.FLOAT, SHAPE), "\"one\"", "taken");
  }

  @Test
  void build_missingOutput_namesIt() {
    OnnxGraphBuilder builder = small().output("nowhere", DataType.FLOAT, SHAPE);

    fails(builder::build, "\"nowhere\"");
  }

  @Test
  void build_unusedParts_namesThem() {
    OnnxGraphBuilder withInput = small();
    withInput.input("idle", DataType.INT64, SHAPE);
    fails(withInput::build, "\"idle\"");

    OnnxGraphBuilder withInitializer = small();
    withInitializer.initializer(OnnxTensors.longs("spare", new long[] {1, 2}, 2));
    fails(withInitializer::build, "\"spare\"");

    OnnxGraphBuilder withNode = small();
    withNode.node("Relu", "dead", List.of("x"));
    fails(withNode::build, "\"dead\"");
  }

  @Test
  void prune_unusedParts_removesThemAndFreesTheirNames() {
    OnnxGraphBuilder builder = small();
    builder.initializer(OnnxTensors.longs("spare", new long[] {1, 2}, 2));
    builder.node("Relu", "dead", List.of("x"));
    builder.node("Reshape", "deader", List.of("dead", "spare"));

    assertArrayEquals(small().build().toByteArray(), builder.prune().build().toByteArray());
    assertEquals("spare", builder.uniqueName("spare"));
    assertEquals("y_1", builder.uniqueName("y"));
  }

  @Test
  void check_subgraph_seesOuterNamesButNotTheReverse() {
    GraphProto inner =
        GraphProto.newBuilder()
            .setName("inner")
            .addNode(relu("x", "inside"))
            .addOutput(ValueInfoProto.newBuilder().setName("inside"))
            .build();
    NodeProto branch =
        NodeProto.newBuilder()
            .setName("if")
            .setOpType("If")
            .addInput("x")
            .addOutput("y")
            .addAttribute(
                AttributeProto.newBuilder()
                    .setName("then_branch")
                    .setType(AttributeProto.AttributeType.GRAPH)
                    .setG(inner))
            .build();
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .setName("outer")
            .addInput(ValueInfoProto.newBuilder().setName("x"))
            .addNode(branch)
            .addOutput(ValueInfoProto.newBuilder().setName("y"));
    OnnxGraphChecker.check(graph.build());

    graph.addNode(relu("inside", "z"));
    fails(() -> OnnxGraphChecker.check(graph.build()), "\"inside\"");
  }

  @Test
  void tensors_values_areLittleEndian() {
    assertArrayEquals(
        new byte[] {0, 0, (byte) 0x80, 0x3f},
        OnnxTensors.floats("f", new float[] {1}).getRawData().toByteArray());
    assertArrayEquals(
        new byte[] {2, 1, 0, 0}, OnnxTensors.ints("i", new int[] {258}).getRawData().toByteArray());
    assertArrayEquals(
        new byte[] {-2, -1, -1, -1, -1, -1, -1, -1},
        OnnxTensors.longs("l", new long[] {-2}, 1).getRawData().toByteArray());
    assertArrayEquals(
        new byte[] {1, 0},
        OnnxTensors.booleans("b", new boolean[] {true, false}, 2).getRawData().toByteArray());
  }

  @Test
  void tensors_wrongCount_saysFoundAndExpected() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> OnnxTensors.floats("w", new float[5], 2, 3));

    assertTrue(String.valueOf(e.getMessage()).contains("5 values"), e.getMessage());
  }

  private static OnnxGraphBuilder small() {
    OnnxGraphBuilder builder = OnnxGraphBuilder.create("small").opset("", 17);
    builder.input("x", DataType.FLOAT, SHAPE);
    builder.initializer(OnnxTensors.floats("one", new float[] {1}));
    builder.node("Add", "y", List.of("x", "one"));
    return builder.output("y", DataType.FLOAT, SHAPE);
  }

  private static NodeProto relu(String input, String output) {
    return NodeProto.newBuilder()
        .setName(output)
        .setOpType("Relu")
        .addInput(input)
        .addOutput(output)
        .build();
  }

  private static void fails(Runnable action, String... parts) {
    ConverterException e = assertThrows(ConverterException.class, action::run);
    assertEquals(ConverterException.Kind.INPUT, e.kind());
    for (String part : parts) {
      assertTrue(String.valueOf(e.getMessage()).contains(part), e.getMessage());
    }
  }
}
