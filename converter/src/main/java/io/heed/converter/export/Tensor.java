package io.heed.converter.export;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.ArrayList;
import java.util.List;

/**
 * A value of the ONNX graph that stands for a SameDiff variable.
 *
 * <p>The two may differ in shape: networks flatten {@code [batch, sequence, width]} to rows for
 * SameDiff's matrix product, which ONNX's does not need. So the flattening is not written but
 * remembered: the first {@code merged} axes of {@code shape} are one axis to SameDiff. Rules that
 * work on the other axes carry the view on; the rest flatten ({@link ShapeEmitter#flat}).
 * Immutable.
 *
 * @param name in the ONNX graph
 * @param type FLOAT, INT64 or BOOL
 * @param shape in the ONNX graph
 * @param merged leading axes that are one axis of the SameDiff variable; 1 when the shapes are
 *     equal
 */
record Tensor(String name, DataType type, List<Dimension> shape, int merged) implements Value {
  Tensor {
    shape = List.copyOf(shape);
  }

  Tensor(String name, DataType type, List<Dimension> shape) {
    this(name, type, shape, 1);
  }

  boolean isMerged() {
    return merged > 1;
  }

  /** The rank of the SameDiff variable. */
  int rank() {
    return shape.size() - merged + 1;
  }

  /** The shape of the SameDiff variable. */
  List<Dimension> logicalShape() {
    if (!isMerged()) {
      return shape;
    }
    List<Dimension> logical = new ArrayList<>();
    logical.add(Dimension.product(shape.subList(0, merged)));
    logical.addAll(shape.subList(merged, shape.size()));
    return logical;
  }

  /** An axis of the SameDiff variable, from 0, as an axis of the ONNX value; not for a merged 0. */
  int physicalAxis(int axis) {
    return axis + merged - 1;
  }

  boolean isInteger() {
    return type == DataType.INT64;
  }
}
