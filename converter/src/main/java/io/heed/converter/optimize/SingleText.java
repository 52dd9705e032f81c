package io.heed.converter.optimize;

import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.heed.converter.graph.Graph;
import io.heed.converter.graph.OnnxModel;

/** Declares that a run holds one text: the first of two axes of each input is 1. */
final class SingleText implements GraphPass {
  @Override
  public int apply(OnnxModel model) {
    Graph graph = model.graph();
    int changed = 0;
    for (ValueInfoProto input : graph.inputs()) {
      var shape = input.getType().getTensorType().getShape();
      if (shape.getDimCount() == 2 && shape.getDim(0).getDimValue() != 1) {
        ValueInfoProto.Builder single = input.toBuilder();
        single
            .getTypeBuilder()
            .getTensorTypeBuilder()
            .getShapeBuilder()
            .setDim(0, Dimension.newBuilder().setDimValue(1));
        graph.describe(single.build());
        changed++;
      }
    }
    if (changed > 0) {
      graph.outputs().forEach(output -> graph.describe(withoutShape(output)));
    }
    return changed;
  }

  /** What a file says of the shape of an output, ONNX Runtime finds out by itself. */
  private static ValueInfoProto withoutShape(ValueInfoProto output) {
    ValueInfoProto.Builder open = output.toBuilder();
    open.getTypeBuilder().getTensorTypeBuilder().clearShape();
    return open.build();
  }
}
