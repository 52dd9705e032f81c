package io.heed.converter.reference;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.heed.converter.graph.Node;
import io.heed.converter.graph.OnnxModel;
import io.heed.converter.ort.OrtGraph;
import io.heed.converter.ort.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An operator of ONNX Runtime's own on given tensors; a null is an input left out. */
final class OneNode {
  private OneNode() {}

  /** All outputs by the interpreter. */
  static List<Tensor> interpreted(
      String type, List<@Nullable Tensor> inputs, AttributeProto... attributes) {
    List<Optional<Tensor>> given = new ArrayList<>();
    inputs.forEach(input -> given.add(Optional.ofNullable(input)));
    return PackedOperators.run(new OperatorCall(node(type, inputs, attributes), given));
  }

  /** The first output by ONNX Runtime. */
  static Tensor inRuntime(
      String type, List<@Nullable Tensor> inputs, AttributeProto... attributes) {
    GraphProto.Builder graph = GraphProto.newBuilder().setName("one");
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (int i = 0; i < inputs.size(); i++) {
      Tensor input = inputs.get(i);
      if (input != null) {
        tensors.put("in" + i, input);
        ValueInfoProto.Builder described = ValueInfoProto.newBuilder().setName("in" + i);
        var tensor = described.getTypeBuilder().getTensorTypeBuilder();
        tensor.setElemType(input.type().onnxNumber());
        for (long length : input.shape()) {
          tensor.getShapeBuilder().addDimBuilder().setDimValue(length);
        }
        graph.addInput(described);
      }
    }
    ValueInfoProto.Builder output = ValueInfoProto.newBuilder().setName("out");
    output.getTypeBuilder().getTensorTypeBuilder().setElemType(1);
    graph.addOutput(output).addNode(node(type, inputs, attributes).toProto());
    ModelProto model =
        ModelProto.newBuilder()
            .setIrVersion(9)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
            .addOpsetImport(
                OperatorSetIdProto.newBuilder().setDomain(OnnxModel.MICROSOFT).setVersion(1))
            .setGraph(graph)
            .build();
    try (OrtGraph session = OrtGraph.open(model.toByteArray(), type)) {
      return Objects.requireNonNull(session.run(tensors).get("out"));
    }
  }

  private static Node node(
      String type, List<@Nullable Tensor> inputs, AttributeProto... attributes) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      names.add(inputs.get(i) == null ? "" : "in" + i);
    }
    return Node.ofDomain(OnnxModel.MICROSOFT, type, names, List.of("out"), attributes);
  }
}
