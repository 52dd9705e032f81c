package io.heed.converter.quantize;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.heed.converter.graph.OnnxModel;
import io.heed.converter.ort.OrtGraph;
import io.heed.converter.ort.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;

/** Small graphs from x FLOAT[rows, in] to y, and what ONNX Runtime makes of them. */
final class Graphs {
  private Graphs() {}

  static OnnxModel model(List<TensorProto> constants, NodeProto... nodes) {
    return model(17, constants, nodes);
  }

  static OnnxModel model(long opset, List<TensorProto> constants, NodeProto... nodes) {
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .setName("g")
            .addInput(matrix("x"))
            .addOutput(matrix("y"))
            .addAllInitializer(constants)
            .addAllNode(List.of(nodes));
    return OnnxModel.of(
        ModelProto.newBuilder()
            .setIrVersion(8)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
            .setGraph(graph)
            .build());
  }

  static NodeProto node(String type, String inputs, String output) {
    return NodeProto.newBuilder()
        .setName(type + "_" + output)
        .setOpType(type)
        .addAllInput(List.of(inputs.split(" ")))
        .addOutput(output)
        .build();
  }

  /** The output y for an input x. */
  static float[] run(OnnxModel model, float[] x, long... shape) {
    try (OrtGraph graph = OrtGraph.open(model.toProto().toByteArray(), "test")) {
      Tensor y = graph.run(Map.of("x", Tensor.floats(x, shape))).get("y");
      return Objects.requireNonNull(y).floats();
    }
  }

  static Map<String, Tensor> run(OnnxModel model, Map<String, Tensor> inputs) {
    try (OrtGraph graph = OrtGraph.open(model.toProto().toByteArray(), "test")) {
      return graph.run(inputs);
    }
  }

  static float[] random(int size, long seed) {
    Random random = new Random(seed);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /** How many nodes there are of each type. */
  static Map<String, Long> types(OnnxModel model) {
    Map<String, Long> types = new TreeMap<>();
    model.graph().nodes().forEach(node -> types.merge(node.type(), 1L, Long::sum));
    return types;
  }

  static double cosine(float[] a, float[] b) {
    double product = 0;
    double squareOfA = 0;
    double squareOfB = 0;
    for (int i = 0; i < a.length; i++) {
      product += (double) a[i] * b[i];
      squareOfA += (double) a[i] * a[i];
      squareOfB += (double) b[i] * b[i];
    }
    return product / Math.sqrt(squareOfA * squareOfB);
  }

  private static ValueInfoProto matrix(String name) {
    TypeProto.Tensor.Builder tensor = TypeProto.Tensor.newBuilder().setElemType(1);
    tensor.getShapeBuilder().addDimBuilder().setDimParam(name + "_rows");
    tensor.getShapeBuilder().addDimBuilder().setDimParam(name + "_columns");
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }
}
