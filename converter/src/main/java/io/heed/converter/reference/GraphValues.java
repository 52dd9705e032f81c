package io.heed.converter.reference;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.heed.converter.graph.Dim;
import io.heed.converter.graph.Graph;
import io.heed.converter.graph.Initializer;
import io.heed.converter.graph.ShapeInference;
import io.heed.converter.ort.ElementType;
import io.heed.converter.ort.Tensor;
import io.heed.converter.ort.TensorSpec;
import java.util.ArrayList;
import java.util.List;

/** Values of a graph as ONNX describes them and as runs see them. Stateless. */
final class GraphValues {
  private GraphValues() {}

  /** A description with so many open axes, or none if negative. */
  static ValueInfoProto described(String value, DataType type, int rank) {
    ValueInfoProto.Builder described = ValueInfoProto.newBuilder().setName(value);
    if (type != DataType.UNDEFINED) {
      var tensor = described.getTypeBuilder().getTensorTypeBuilder();
      tensor.setElemType(type.getNumber());
      for (int axis = 0; axis < rank; axis++) {
        tensor.getShapeBuilder().addDim(Dimension.getDefaultInstance());
      }
      if (rank == 0) {
        tensor.getShapeBuilder();
      }
    }
    return described.build();
  }

  /** The type of a value: inferred, or what the graph says of its output. */
  static DataType type(Graph graph, ShapeInference shapes, String value) {
    DataType inferred = shapes.of(value).type();
    if (inferred != DataType.UNDEFINED) {
      return inferred;
    }
    for (ValueInfoProto output : graph.outputs()) {
      DataType type = DataType.forNumber(output.getType().getTensorType().getElemType());
      if (output.getName().equals(value) && type != null) {
        return type;
      }
    }
    return DataType.UNDEFINED;
  }

  /** What a graph says of an input or output, or what can be inferred where it is silent. */
  static TensorSpec spec(ValueInfoProto value, ShapeInference shapes) {
    var tensor = value.getType().getTensorType();
    List<Long> lengths = new ArrayList<>();
    List<String> symbols = new ArrayList<>();
    List<Dim> inferred = shapes.of(value.getName()).shape();
    if (tensor.hasShape() || inferred == null) {
      for (Dimension dim : tensor.getShape().getDimList()) {
        lengths.add(dim.hasDimValue() ? dim.getDimValue() : -1);
        symbols.add(dim.getDimParam());
      }
    } else {
      for (Dim dim : inferred) {
        lengths.add(dim.number().orElse(-1));
        symbols.add(dim.equals(Dim.symbol(dim.toString())) ? named(dim) : "");
      }
    }
    int type =
        tensor.getElemType() != 0
            ? tensor.getElemType()
            : shapes.of(value.getName()).type().getNumber();
    long[] shape = lengths.stream().mapToLong(Long::longValue).toArray();
    return new TensorSpec(value.getName(), ElementType.ofOnnx(type), shape, symbols);
  }

  /** A symbol of the graph; none for a length of which nothing is known. */
  private static String named(Dim symbol) {
    return symbol.toString().startsWith("?") ? "" : symbol.toString();
  }

  /** A constant as runs see it. */
  static Tensor tensor(Initializer constant) {
    long[] shape = constant.dims().stream().mapToLong(Long::longValue).toArray();
    return Tensor.of(
        ElementType.ofOnnx(constant.type().getNumber()), constant.bytes().slice(), shape);
  }
}
