package io.heed.converter.half;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.heed.converter.graph.OnnxModel;
import io.heed.converter.onnx.OnnxAttributes;
import io.heed.converter.onnx.OnnxTensors;
import io.heed.converter.ort.OrtGraph;
import io.heed.converter.ort.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Numbers beyond the range of FLOAT16, in graphs small enough to be computed by hand. */
class HalfRangesTest {
  private static final float LOWEST = -3.4028235e38f;

  @Test
  void convert_weightBeyondTheRange_staysSingleAndIsReported() {
    OnnxModel model =
        model(
            List.of(floatInput("x", 2), floatOutput("y", 2)),
            List.of(
                OnnxTensors.floats("w", new float[] {1e6f, -2e6f}, 2),
                OnnxTensors.floats("v", new float[] {1e-6f, 1e-6f}, 2),
                OnnxTensors.floats("u", new float[] {0.5f, 0.25f}, 2)),
            node("Mul", "a", "x", "w"),
            node("Mul", "b", "a", "v"),
            node("Tanh", "c", "b"),
            node("Mul", "y", "c", "u"));

    HalfReport report = HalfConversion.convert(model, HalfOptions.DEFAULT);

    assertEquals(List.of(new ConstantRange("w", 2, -2e6f, 2, 0)), report.overflowing());
    assertEquals(3, report.keptByReason().get(KeepReason.OVERFLOW), report.toString());
    assertEquals(1, report.half());
    // tanh(3 · 1e6 · 1e-6) / 2 and tanh(3 · -2) / 4
    assertArrayEquals(
        new float[] {0.49753f, -0.249997f},
        run(model, Map.of("x", Tensor.floats(new float[] {3, 3}, 2)), "y"),
        3e-4f);
  }

  @Test
  void convert_maskFill_becomesOneThatHidesAsWell() {
    OnnxModel model =
        model(
            List.of(floatInput("s", 3), input("m", DataType.INT64, 3), floatOutput("y", 3)),
            List.of(
                OnnxTensors.floats("one", new float[] {1}),
                OnnxTensors.floats("low", new float[] {LOWEST})),
            node("Cast", "f", "m").toBuilder().addAttribute(OnnxAttributes.ofInt("to", 1)).build(),
            node("Sub", "i", "one", "f"),
            node("Mul", "b", "i", "low"),
            node("Add", "z", "s", "b"),
            node("Softmax", "y", "z"));

    HalfReport report = HalfConversion.convert(model, HalfOptions.DEFAULT);

    assertEquals(List.of(new ConstantRange("low", 1, LOWEST, 1, 0)), report.clamped());
    assertEquals(List.of(), report.kept());
    Tensor scores = Tensor.floats(new float[] {1, 7, 2}, 3);
    // softmax of (1, 2): 1 / (1 + e) and e / (1 + e)
    assertArrayEquals(
        new float[] {0.26894f, 0, 0.73106f},
        run(model, Map.of("s", scores, "m", Tensor.longs(new long[] {1, 0, 1}, 3)), "y"),
        1e-3f);
    float[] hidden =
        run(model, Map.of("s", scores, "m", Tensor.longs(new long[] {0, 0, 0}, 3)), "y");
    assertEquals(1, hidden[0] + hidden[1] + hidden[2], 2e-3, "all hidden: shares, no NaN");
  }

  @Test
  void convert_fillWithAnotherUse_staysSingle() {
    OnnxModel model =
        model(
            List.of(
                floatInput("s", 2),
                input("m", DataType.BOOL, 2),
                floatOutput("y", 2),
                floatOutput("b", 2)),
            List.of(
                OnnxTensors.floats("zero", new float[] {0}),
                OnnxTensors.floats("low", new float[] {LOWEST})),
            node("Where", "b", "m", "zero", "low"),
            node("Add", "z", "s", "b"),
            node("Softmax", "y", "z"));

    HalfReport report = HalfConversion.convert(model, HalfOptions.DEFAULT);

    assertEquals(List.of(), report.clamped());
    assertEquals(3, report.keptByReason().get(KeepReason.OVERFLOW));
    Map<String, Tensor> inputs =
        Map.of(
            "s",
            Tensor.floats(new float[] {1, 1}, 2),
            "m",
            Tensor.booleans(new boolean[] {true, false}, 2));
    assertArrayEquals(new float[] {0, LOWEST}, run(model, inputs, "b"));
    assertArrayEquals(new float[] {1, 0}, run(model, inputs, "y"));
  }

  @Test
  void convert_productWithNoMask_isNoMaskFill() {
    // -1e9 · 1e-9 · x is no fill: as -32752 it would vanish
    OnnxModel model =
        model(
            List.of(floatInput("x", 2), floatOutput("y", 2)),
            List.of(OnnxTensors.floats("low", new float[] {-1e9f})),
            node("Mul", "b", "x", "low"),
            node("Softmax", "y", "b"));
    HalfReport report = HalfConversion.convert(model, HalfOptions.DEFAULT);
    assertEquals(List.of(), report.clamped());
    assertArrayEquals(
        new float[] {0.73106f, 0.26894f},
        run(model, Map.of("x", Tensor.floats(new float[] {1e-9f, 2e-9f}, 2)), "y"),
        1e-3f);
  }

  @Test
  void convert_epsilonThatWouldBeZero_keepsTheDivision() {
    OnnxModel model =
        model(
            List.of(floatInput("x", 2), floatOutput("y", 2)),
            List.of(OnnxTensors.floats("eps", new float[] {1e-12f})),
            node("Mul", "v", "x", "x"),
            node("Add", "w", "v", "eps"),
            node("Sqrt", "r", "w"),
            node("Div", "q", "x", "r"),
            node("Tanh", "y", "q"));
    HalfReport report = HalfConversion.convert(model, HalfOptions.DEFAULT);
    assertEquals(3, report.keptByReason().get(KeepReason.UNDERFLOW));
    // 0 / 1e-6 is 0; with an epsilon of 0 it would be NaN. tanh(1) = 0.76159
    assertArrayEquals(
        new float[] {0, 0.76159f},
        run(model, Map.of("x", Tensor.floats(new float[] {0, 2}, 2)), "y"),
        1e-3f);
  }

  @Test
  void convert_positionsFromLengths_areExactBeyond2048() {
    // angles of positions 0 to 2999: Range of the length, Cast, times 2^-11, cos
    OnnxModel model =
        model(
            List.of(floatInput("x", 3000), floatOutput("y", 3000)),
            List.of(
                OnnxTensors.longs("first", new long[] {0}),
                OnnxTensors.longs("step", new long[] {1}),
                OnnxTensors.longs("scalar", new long[] {}, 0),
                OnnxTensors.floats("frequency", new float[] {1})),
            node("Shape", "shape", "x"),
            node("Reshape", "length", "shape", "scalar"),
            node("Range", "at", "first", "length", "step"),
            node("Cast", "position", "at").toBuilder()
                .addAttribute(OnnxAttributes.ofInt("to", 1))
                .build(),
            node("Mul", "angle", "position", "frequency"),
            node("Cos", "cosine", "angle"),
            node("Mul", "y", "x", "cosine"));
    HalfReport report = HalfConversion.convert(model, HalfOptions.DEFAULT);
    assertEquals(3, report.keptByReason().get(KeepReason.LENGTHS), report.toString());
    float[] ones = new float[3000];
    java.util.Arrays.fill(ones, 1);
    float[] found = run(model, Map.of("x", Tensor.floats(ones, 3000)), "y");
    for (int i = 0; i < found.length; i++) {
      assertEquals(Math.cos(i), found[i], 1e-3, "position " + i);
    }
  }

  @Test
  void convert_subgraph_readsSingleAndGivesSingle() {
    GraphProto then = branch("then", node("Mul", "t", "a", "w"), floatOutput("t", 2));
    GraphProto otherwise = branch("else", node("Neg", "e", "a"), floatOutput("e", 2));
    NodeProto conditional =
        node("If", "c", "flag").toBuilder()
            .addAttribute(graph("then_branch", then))
            .addAttribute(graph("else_branch", otherwise))
            .build();
    OnnxModel model =
        model(
            List.of(floatInput("x", 2), scalar("flag", DataType.BOOL), floatOutput("y", 2)),
            List.of(OnnxTensors.floats("w", new float[] {2, 4}, 2)),
            node("Mul", "a", "x", "w"),
            conditional,
            node("Add", "y", "c", "a"));

    HalfReport report = HalfConversion.convert(model, HalfOptions.DEFAULT);

    assertEquals(Map.of(KeepReason.SUBGRAPH, 1L), report.keptByReason());
    assertEquals(2, report.half());
    Tensor x = Tensor.floats(new float[] {1, 3}, 2);
    Tensor yes = Tensor.booleans(new boolean[] {true});
    // a = (2, 12); a · w + a
    assertArrayEquals(new float[] {6, 60}, run(model, Map.of("x", x, "flag", yes), "y"));
    assertTrue(
        model.toProto().getGraph().getNodeList().stream()
            .filter(node -> node.getOpType().equals("If"))
            .allMatch(node -> node.getAttribute(0).getG().equals(then)));
  }

  @Test
  void convert_inputsAsHalf_runOnHalves() {
    OnnxModel model =
        model(
            List.of(floatInput("x", 2), floatOutput("y", 2)),
            List.of(),
            node("Exp", "e", "x"),
            node("Add", "y", "e", "x"));
    HalfReport report = HalfConversion.convert(model, HalfOptions.DEFAULT.halfIo(true));
    assertEquals(Map.of(KeepReason.OPERATOR, 1L), report.keptByReason());
    assertArrayEquals(
        new float[] {1, 3.71828f},
        run(model, Map.of("x", Tensor.halves(new float[] {0, 1}, 2)), "y"),
        2e-3f);
  }

  @Test
  void convert_constantNodesOfEveryForm_becomeHalf() {
    OnnxModel model =
        model(
            List.of(floatInput("x", 2), floatOutput("y", 2)),
            List.of(OnnxTensors.longs("two", new long[] {2}, 1)),
            constant("a", OnnxAttributes.ofFloat("value_float", 2)),
            constant(
                "b",
                AttributeProto.newBuilder()
                    .setName("value_floats")
                    .setType(AttributeProto.AttributeType.FLOATS)
                    .addFloats(3)
                    .addFloats(4)
                    .build()),
            constant(
                "c", OnnxAttributes.ofTensor("value", OnnxTensors.floats("", new float[] {5}, 1))),
            node("ConstantOfShape", "zero", "two"),
            node("Mul", "p", "x", "a"),
            node("Add", "q", "p", "b"),
            node("Add", "r", "q", "c"),
            node("Add", "y", "r", "zero"));
    HalfReport report = HalfConversion.convert(model, HalfOptions.DEFAULT);
    assertEquals(4, report.halfConstants());
    assertArrayEquals(
        new float[] {10, 13}, run(model, Map.of("x", Tensor.floats(new float[] {1, 2}, 2)), "y"));
  }

  private static float[] run(OnnxModel model, Map<String, Tensor> inputs, String output) {
    try (OrtGraph graph = OrtGraph.open(model.toProto().toByteArray(), "test")) {
      return Objects.requireNonNull(graph.run(inputs).get(output)).floats();
    }
  }

  private static NodeProto node(String type, String output, String... inputs) {
    return NodeProto.newBuilder()
        .setName(output)
        .setOpType(type)
        .addAllInput(List.of(inputs))
        .addOutput(output)
        .build();
  }

  private static NodeProto constant(String output, AttributeProto value) {
    return node("Constant", output).toBuilder().addAttribute(value).build();
  }

  private static GraphProto branch(String name, NodeProto node, ValueInfoProto output) {
    return GraphProto.newBuilder().setName(name).addNode(node).addOutput(output).build();
  }

  private static AttributeProto graph(String name, GraphProto graph) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.GRAPH)
        .setG(graph)
        .build();
  }

  private static ValueInfoProto floatInput(String name, long length) {
    return input(name, DataType.FLOAT, length);
  }

  /** Told from inputs by {@link #model}: a node makes it. */
  private static ValueInfoProto floatOutput(String name, long length) {
    return input(name, DataType.FLOAT, length);
  }

  private static ValueInfoProto scalar(String name, DataType type) {
    ValueInfoProto.Builder value = ValueInfoProto.newBuilder().setName(name);
    value
        .getTypeBuilder()
        .getTensorTypeBuilder()
        .setElemType(type.getNumber())
        .setShape(TensorShapeProto.getDefaultInstance());
    return value.build();
  }

  private static ValueInfoProto input(String name, DataType type, long length) {
    ValueInfoProto.Builder value = scalar(name, type).toBuilder();
    value
        .getTypeBuilder()
        .getTensorTypeBuilder()
        .getShapeBuilder()
        .addDimBuilder()
        .setDimValue(length);
    return value.build();
  }

  private static OnnxModel model(
      List<ValueInfoProto> values, List<TensorProto> constants, NodeProto... nodes) {
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .setName("g")
            .addAllInitializer(constants)
            .addAllNode(List.of(nodes));
    for (ValueInfoProto value : values) {
      boolean made =
          List.of(nodes).stream().anyMatch(node -> node.getOutputList().contains(value.getName()));
      if (made) {
        graph.addOutput(value);
      } else {
        graph.addInput(value);
      }
    }
    return OnnxModel.of(
        ModelProto.newBuilder()
            .setIrVersion(8)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
            .setGraph(graph)
            .build());
  }
}
