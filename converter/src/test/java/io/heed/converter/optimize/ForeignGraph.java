package io.heed.converter.optimize;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.heed.converter.onnx.OnnxTensors;
import java.util.List;

/**
 * A graph that is no transformer: a branch, operators nobody knows, and those of attention with the
 * wrong inputs, shapes or axes.
 */
final class ForeignGraph {
  private ForeignGraph() {}

  static ModelProto model() {
    GraphProto branch =
        GraphProto.newBuilder()
            .setName("branch")
            .addNode(node("", "Exp", List.of("x"), "inner"))
            .addOutput(value("inner"))
            .build();
    GraphProto graph =
        GraphProto.newBuilder()
            .setName("foreign")
            .addInput(value("x"))
            .addInput(value("y"))
            .addInput(
                ValueInfoProto.newBuilder()
                    .setName("flag")
                    .setType(
                        TypeProto.newBuilder()
                            .setTensorType(
                                TypeProto.Tensor.newBuilder().setElemType(DataType.BOOL_VALUE)))
                    .build())
            .addInitializer(OnnxTensors.floats("two", new float[] {2, 2}, 2))
            .addNode(node("org.example", "Attention", List.of("x", "y"), "strange"))
            .addNode(node("", "NobodyKnows", List.of("strange", "two"), "known"))
            .addNode(
                node("", "If", List.of("flag"), "chosen").toBuilder()
                    .addAttribute(branch("then_branch", branch))
                    .addAttribute(branch("else_branch", branch)))
            .addNode(node("", "MatMul", List.of("x", "y"), "scores"))
            .addNode(node("", "Softmax", List.of("scores"), "weights"))
            .addNode(node("", "MatMul", List.of("weights", "known"), "context"))
            .addNode(node("", "Add", List.of("context", "chosen"), "sum"))
            .addNode(node("", "LayerNormalization", List.of("sum", "x"), "norm"))
            .addNode(node("", "Gelu", List.of("norm"), "gelu"))
            .addOutput(value("gelu"))
            .build();
    return ModelProto.newBuilder()
        .setIrVersion(9)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(23))
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("org.example").setVersion(1))
        .setGraph(graph)
        .build();
  }

  private static NodeProto node(String domain, String type, List<String> inputs, String output) {
    return NodeProto.newBuilder()
        .setName(output)
        .setDomain(domain)
        .setOpType(type)
        .addAllInput(inputs)
        .addOutput(output)
        .build();
  }

  private static AttributeProto branch(String name, GraphProto graph) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.GRAPH)
        .setG(graph)
        .build();
  }

  private static ValueInfoProto value(String name) {
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(TypeProto.Tensor.newBuilder().setElemType(DataType.FLOAT_VALUE)))
        .build();
  }
}
