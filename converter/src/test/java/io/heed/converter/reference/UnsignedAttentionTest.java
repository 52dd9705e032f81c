package io.heed.converter.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.heed.converter.error.ConverterException;
import io.heed.converter.graph.OnnxModel;
import io.heed.converter.onnx.OnnxAttributes;
import io.heed.converter.onnx.OnnxTensors;
import io.heed.converter.ort.OrtGraph;
import io.heed.converter.ort.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class UnsignedAttentionTest {
  /**
   * One token: its softmax is 1, so that the result is its value: codes (-128, 3) of -70 and 1.6 at
   * steps of a half, times the last two columns of the weight at steps of a quarter, plus the bias.
   */
  @Test
  void apply_signedAttention_hasTheResultOfTheHand() {
    OnnxModel model = model(OnnxTensors.bytes("zero", new byte[] {0}));
    assertEquals(1, UnsignedAttention.apply(model));
    float[] y = run(model);
    assertArrayEquals(
        new float[] {(-128 * 5 + 3 * 7) * 0.125f + 10, (-128 * -6 + 3 * 8) * 0.125f + 20},
        y,
        1e-4f);
  }

  /** A zero point of 1: codes -128 and 4, each less 1. */
  @Test
  void apply_zeroPoint_isRaisedWithTheCodes() {
    OnnxModel model = model(OnnxTensors.bytes("zero", new byte[] {1}));
    assertEquals(1, UnsignedAttention.apply(model));
    float[] y = run(model);
    assertArrayEquals(
        new float[] {(-129 * 5 + 3 * 7) * 0.125f + 10, (-129 * -6 + 3 * 8) * 0.125f + 20},
        y,
        1e-4f);
  }

  @Test
  void run_signedAttention_hasNoKernelHere() {
    OnnxModel model = model(OnnxTensors.bytes("zero", new byte[] {0}));
    ConverterException failure = assertThrows(ConverterException.class, () -> run(model));
    assertTrue(failure.getMessage().contains("QAttention"), failure.getMessage());
  }

  @Test
  void apply_unsignedAttention_isLeft() {
    OnnxModel model = model(OnnxTensors.unsignedBytes("zero", new byte[] {(byte) 128}));
    assertEquals(0, UnsignedAttention.apply(model));
    assertEquals(2, model.graph().size());
  }

  /** x FLOAT[1, 1, 2] to y, with two hidden places and one head. */
  private static OnnxModel model(TensorProto zeroPoint) {
    byte[] weight = {1, 2, 3, 4, 5, -6, 9, 10, 11, 12, 7, 8};
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .setName("g")
            .addInput(value("x"))
            .addOutput(value("y"))
            .addInitializer(zeroPoint)
            .addInitializer(OnnxTensors.floats("step", new float[] {0.5f}))
            .addInitializer(OnnxTensors.bytes("w", weight, 2, 6))
            .addInitializer(OnnxTensors.floats("w_step", new float[] {0.25f}))
            .addInitializer(OnnxTensors.bytes("w_zero", new byte[] {0}))
            .addInitializer(OnnxTensors.floats("b", new float[] {0, 0, 0, 0, 10, 20}, 6))
            .addNode(
                NodeProto.newBuilder()
                    .setOpType("QuantizeLinear")
                    .addAllInput(List.of("x", "step", "zero"))
                    .addOutput("codes"))
            .addNode(
                NodeProto.newBuilder()
                    .setOpType("QAttention")
                    .setDomain(OnnxModel.MICROSOFT)
                    .addAllInput(List.of("codes", "w", "b", "step", "w_step", "", "zero", "w_zero"))
                    .addOutput("y")
                    .addAttribute(OnnxAttributes.ofInt("num_heads", 1)));
    return OnnxModel.of(
        ModelProto.newBuilder()
            .setIrVersion(8)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
            .addOpsetImport(
                OperatorSetIdProto.newBuilder().setDomain(OnnxModel.MICROSOFT).setVersion(1))
            .setGraph(graph)
            .build());
  }

  private static ValueInfoProto value(String name) {
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(TensorProto.DataType.FLOAT.getNumber())
                        .setShape(
                            TensorShapeProto.newBuilder()
                                .addDim(Dimension.newBuilder().setDimValue(1))
                                .addDim(Dimension.newBuilder().setDimValue(1))
                                .addDim(Dimension.newBuilder().setDimValue(2)))))
        .build();
  }

  private static float[] run(OnnxModel model) {
    try (OrtGraph graph = OrtGraph.open(model.toProto().toByteArray(), "test")) {
      Tensor y = graph.run(Map.of("x", Tensor.floats(new float[] {-70, 1.6f}, 1, 1, 2))).get("y");
      return Objects.requireNonNull(y).floats();
    }
  }
}
