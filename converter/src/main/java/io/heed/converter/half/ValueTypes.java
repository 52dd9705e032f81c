package io.heed.converter.half;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.heed.converter.graph.Graph;
import io.heed.converter.graph.Node;
import io.heed.converter.graph.OnnxModel;
import io.heed.converter.graph.ShapeInference;
import java.util.HashMap;
import java.util.Map;

/**
 * The types of the values of a graph: inferred, or what the file says where nothing could be, of
 * outputs and of what subgraphs hand out too.
 */
final class ValueTypes {
  private final ShapeInference inferred;
  private final Map<String, DataType> declared = new HashMap<>();

  private ValueTypes(ShapeInference inferred) {
    this.inferred = inferred;
  }

  static ValueTypes of(OnnxModel model) {
    ValueTypes types = new ValueTypes(ShapeInference.of(model));
    Graph graph = model.graph();
    graph.describedValues().forEach(types::declare);
    graph.outputs().forEach(types::declare);
    graph.initializers().forEach(each -> types.declared.put(each.name(), each.type()));
    for (Node node : graph.nodes()) {
      for (AttributeProto attribute : node.attributes()) {
        // Loop and Scan have results of another number or order than their bodies.
        if (attribute.hasG() && node.is("If")) {
          types.declareResults(node, attribute.getG());
        }
      }
    }
    return types;
  }

  /** UNDEFINED if it is not known or no tensor. */
  DataType of(String value) {
    DataType type = inferred.of(value).type();
    return type != DataType.UNDEFINED ? type : declared.getOrDefault(value, DataType.UNDEFINED);
  }

  boolean isFloat(String value) {
    return of(value) == DataType.FLOAT;
  }

  private void declareResults(Node node, GraphProto branch) {
    for (int i = 0; i < Math.min(node.outputs().size(), branch.getOutputCount()); i++) {
      declare(branch.getOutput(i).toBuilder().setName(node.outputs().get(i)).build());
    }
  }

  private void declare(ValueInfoProto value) {
    DataType type = DataType.forNumber(value.getType().getTensorType().getElemType());
    if (type != null && type != DataType.UNDEFINED) {
      declared.put(value.getName(), type);
    }
  }
}
