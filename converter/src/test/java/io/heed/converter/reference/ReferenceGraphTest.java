package io.heed.converter.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.heed.converter.error.ConverterException;
import io.heed.converter.error.ConverterException.Kind;
import io.heed.converter.graph.Node;
import io.heed.converter.graph.OnnxModel;
import io.heed.converter.onnx.OnnxTensors;
import io.heed.converter.ort.OrtGraph;
import io.heed.converter.ort.OrtGraphOptions;
import io.heed.converter.ort.Tensor;
import io.heed.converter.ort.TensorGraph;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** y = RestorePadding(RemovePadding(x + 1) · 10) + x, and the tokens themselves. */
class ReferenceGraphTest {
  @TempDir Path dir;

  private static final Tensor X = Tensor.floats(new float[] {1, 2, 3, 4}, 2, 2, 1);
  private static final Map<String, Tensor> INPUTS =
      Map.of("x", X, "counts", Tensor.ints(new int[] {1, 2}, 2));

  @Test
  void run_operatorsBetweenOthers_computesAllStages() {
    try (ReferenceGraph graph = open(model())) {
      Map<String, Tensor> found = graph.run(INPUTS);

      assertEquals(Tensor.floats(new float[] {21, 2, 43, 54}, 2, 2, 1), found.get("y"));
      assertEquals(Tensor.floats(new float[] {2, 4, 5}, 3, 1), found.get("tokens"));
      assertEquals(List.of("y", "tokens"), List.copyOf(found.keySet()));
      assertEquals(Set.of("y"), graph.run(INPUTS, Set.of("y")).keySet());
    }
  }

  @Test
  void inputsAndOutputs_asTheGraphSays_andInferredWhereItIsSilent() {
    try (ReferenceGraph graph = open(model())) {
      assertEquals("[x FLOAT[batch, ?, 1], counts INT32[batch]]", graph.inputs().toString());
      assertEquals("y FLOAT[batch, ?, 1]", graph.outputs().get(0).toString());
    }
  }

  @Test
  void run_wrongInput_namesIt() {
    try (ReferenceGraph graph = open(model())) {
      ConverterException thrown =
          assertThrows(ConverterException.class, () -> graph.run(Map.of("x", X)));
      assertEquals(
          "test: input counts: found nothing, expected counts INT32[batch]", thrown.getMessage());
    }
  }

  @Test
  void open_typeOfAValueBetweenStagesUnknown_namesTheValue() {
    OnnxModel model = model();
    Node remove = model.graph().producer("tokens");
    model.graph().add(Node.of("ThresholdedRelu", List.of("plus"), "strange"));
    model.graph().setInputs(Objects.requireNonNull(remove), List.of("strange", "counts"));
    ConverterException thrown = assertThrows(ConverterException.class, () -> open(model));
    assertEquals(Kind.UNSUPPORTED, thrown.kind());
    assertTrue(thrown.getMessage().startsWith("test: value \"tokens\": "), thrown::getMessage);
  }

  @Test
  void openAny_file_isInterpretedOnlyIfItMustBe() throws IOException {
    OnnxModel packed = model();
    packed.write(dir.resolve("packed.onnx"));
    OnnxModel plain = model();
    plain.graph().removeOutput("y");
    plain.graph().removeOutput("tokens");
    plain.graph().addOutput(value("plus", DataType.FLOAT));
    plain.graph().removeUnused();
    plain.write(dir.resolve("plain.onnx"));

    assertTrue(PackedOperators.areIn(packed.graph()));
    assertFalse(PackedOperators.areIn(plain.graph()));
    try (TensorGraph one =
            ReferenceGraph.openAny(dir.resolve("packed.onnx"), OrtGraphOptions.DEFAULT);
        TensorGraph other =
            ReferenceGraph.openAny(dir.resolve("plain.onnx"), OrtGraphOptions.DEFAULT)) {
      assertEquals(Tensor.floats(new float[] {2, 4, 5}, 3, 1), one.run(INPUTS).get("tokens"));
      assertInstanceOf(OrtGraph.class, other);
    }
  }

  private static ReferenceGraph open(OnnxModel model) {
    return ReferenceGraph.open(model, "test", OrtGraphOptions.DEFAULT);
  }

  private static OnnxModel model() {
    GraphProto graph =
        GraphProto.newBuilder()
            .setName("test")
            .addInput(value("x", DataType.FLOAT, "batch", "", "1"))
            .addInput(value("counts", DataType.INT32, "batch"))
            .addInitializer(OnnxTensors.floats("one", new float[] {1}))
            .addInitializer(OnnxTensors.floats("ten", new float[] {10}))
            .addNode(Node.of("Add", List.of("x", "one"), "plus").toProto())
            .addNode(
                Node.ofDomain(
                        OnnxModel.MICROSOFT,
                        "RemovePadding",
                        List.of("plus", "counts"),
                        List.of("tokens", "places", "sums", "longest"))
                    .toProto())
            .addNode(Node.of("Mul", List.of("tokens", "ten"), "times").toProto())
            .addNode(
                Node.ofDomain(
                        OnnxModel.MICROSOFT,
                        "RestorePadding",
                        List.of("times", "places"),
                        List.of("restored"))
                    .toProto())
            .addNode(Node.of("Add", List.of("restored", "x"), "y").toProto())
            .addOutput(value("y", DataType.FLOAT))
            .addOutput(value("tokens", DataType.FLOAT))
            .build();
    return OnnxModel.of(
        ModelProto.newBuilder()
            .setIrVersion(9)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
            .addOpsetImport(
                OperatorSetIdProto.newBuilder().setDomain(OnnxModel.MICROSOFT).setVersion(1))
            .setGraph(graph)
            .build());
  }

  private static ValueInfoProto value(String name, DataType type, String... axes) {
    ValueInfoProto.Builder value = ValueInfoProto.newBuilder().setName(name);
    var tensor = value.getTypeBuilder().getTensorTypeBuilder().setElemType(type.getNumber());
    for (String axis : axes) {
      var dim = tensor.getShapeBuilder().addDimBuilder();
      if (axis.equals("1")) {
        dim.setDimValue(1);
      } else if (!axis.isEmpty()) {
        dim.setDimParam(axis);
      }
    }
    return value.build();
  }
}
