package io.heed.converter.optimize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.heed.converter.graph.OnnxModel;
import io.heed.converter.graph.ShapeInference;
import io.heed.converter.onnx.OnnxTensors;
import io.heed.converter.ort.OrtGraph;
import io.heed.converter.ort.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class NarrowIntegersTest extends GraphPassContract {
  @Override
  GraphPass pass() {
    return new NarrowIntegers();
  }

  /** The slice of the positions. */
  @Override
  int expectedChanges(String graph) {
    return 1;
  }

  /** Positions 0 to 3, plus 3, those below 5 kept and the others 2: rows 3, 4, 2 and 2. */
  @Test
  void apply_numbersThatFit_areInt32AndTheSame() {
    OnnxModel model = rows(3);
    assertEquals(3, new NarrowIntegers().apply(model));
    ShapeInference shapes = ShapeInference.of(model);
    for (String value : List.of("s", "t", "w")) {
      assertEquals(DataType.INT32, shapes.of(value).type());
    }
    assertArrayEquals(new float[] {30, 40, 20, 20}, run(model));
  }

  @Test
  void apply_numbersThatDoNotFit_stay() {
    OnnxModel model = rows(1L << 31);
    assertEquals(0, new NarrowIntegers().apply(model));
    assertArrayEquals(new float[] {20, 20, 20, 20}, run(model));
  }

  /** The number added is an input, which can be any. */
  @Test
  void apply_numbersOfAnInput_stay() {
    OnnxModel model = rows(3);
    model.graph().replaceUses("three", "x");
    assertEquals(0, new NarrowIntegers().apply(model));
  }

  /** Tile wants its repeats as INT64. */
  @Test
  void apply_readerThatWantsInt64_staysWithWhatMakesIt() {
    OnnxModel model = rows(3);
    model.graph().add("tiled", "Tile", List.of("x", "w"));
    model.graph().addOutput(value("tiled", DataType.INT64, 0));
    assertEquals(0, new NarrowIntegers().apply(model));
  }

  /** From x INT64[1] to y = table[w]. */
  private static OnnxModel rows(long added) {
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .setName("g")
            .addInput(value("x", DataType.INT64, 1))
            .addOutput(value("y", DataType.FLOAT, 4))
            .addInitializer(OnnxTensors.longs("positions", new long[] {0, 1, 2, 3, 4}, 5))
            .addInitializer(OnnxTensors.longs("zero", new long[] {0}, 1))
            .addInitializer(OnnxTensors.longs("four", new long[] {4}, 1))
            .addInitializer(OnnxTensors.longs("three", new long[] {added}, 1))
            .addInitializer(OnnxTensors.longs("five", new long[] {5}, 1))
            .addInitializer(OnnxTensors.longs("two", new long[] {2}, 1))
            .addInitializer(OnnxTensors.floats("table", new float[] {0, 10, 20, 30, 40}, 5))
            .addNode(node("Slice", List.of("positions", "zero", "four"), "s"))
            .addNode(node("Add", List.of("s", "three"), "t"))
            .addNode(node("Less", List.of("t", "five"), "small"))
            .addNode(node("Where", List.of("small", "t", "two"), "w"))
            .addNode(node("Gather", List.of("table", "w"), "y"));
    return OnnxModel.of(
        ModelProto.newBuilder()
            .setIrVersion(8)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
            .setGraph(graph)
            .build());
  }

  private static NodeProto node(String type, List<String> inputs, String output) {
    return NodeProto.newBuilder().setOpType(type).addAllInput(inputs).addOutput(output).build();
  }

  private static ValueInfoProto value(String name, DataType type, long length) {
    TypeProto.Tensor.Builder tensor = TypeProto.Tensor.newBuilder().setElemType(type.getNumber());
    if (length > 0) {
      tensor.setShape(
          TensorShapeProto.newBuilder().addDim(Dimension.newBuilder().setDimValue(length)));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }

  private static float[] run(OnnxModel model) {
    try (OrtGraph graph = OrtGraph.open(model.toProto().toByteArray(), "test")) {
      Tensor y = graph.run(Map.of("x", Tensor.longs(new long[] {1}, 1))).get("y");
      return Objects.requireNonNull(y).floats();
    }
  }
}
