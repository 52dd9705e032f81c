package io.heed.engine.runtime.ort;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.TensorInfo;
import io.heed.engine.runtime.OutputSpec;
import io.heed.engine.runtime.OutputSpec.Axis;

/**
 * An output of a graph that a task needs. The width may be known only after the first run.
 *
 * <p>Thread-safe: the width is written once, always to the same value.
 */
final class OrtOutput {
  private static final int UNKNOWN = -1;

  private final String name;
  private final OutputSpec spec;
  private final boolean half;
  private volatile int width;

  OrtOutput(NodeInfo node, OutputSpec spec) {
    TensorInfo tensor = (TensorInfo) node.getInfo();
    this.name = node.getName();
    this.spec = spec;
    this.half = tensor.type == OnnxJavaType.FLOAT16;
    int axis = spec.axes().indexOf(Axis.WIDTH);
    this.width = axis < 0 ? 1 : (int) Math.max(UNKNOWN, tensor.getShape()[axis]);
  }

  String name() {
    return name;
  }

  OutputSpec spec() {
    return spec;
  }

  /** Whether the elements are FLOAT16 instead of FLOAT. */
  boolean half() {
    return half;
  }

  /** Whether the shape of a run's output is known beforehand. */
  boolean known() {
    return width > 0;
  }

  /** The shape of a run's output; only if it is known. */
  long[] shape(int rows, int length) {
    return spec.axes().stream()
        .mapToLong(
            axis ->
                switch (axis) {
                  case BATCH -> rows;
                  case SEQUENCE -> length;
                  case WIDTH -> width;
                })
        .toArray();
  }

  /** The elements of a text's part; only if the shape is known. */
  int rowSize(int length) {
    return spec.axes().contains(Axis.SEQUENCE) ? Math.multiplyExact(length, width) : width;
  }

  /** Whether a run's output has the promised shape; learns the width from it. */
  boolean accepts(int rows, int length, long... shape) {
    if (shape.length != spec.axes().size()) {
      return false;
    }
    for (int axis = 0; axis < shape.length; axis++) {
      boolean fits =
          switch (spec.axes().get(axis)) {
            case BATCH -> shape[axis] == rows;
            case SEQUENCE -> shape[axis] == length;
            case WIDTH ->
                shape[axis] > 0
                    && shape[axis] == spec.width().orElse((int) shape[axis])
                    && (width == UNKNOWN || shape[axis] == width);
          };
      if (!fits) {
        return false;
      }
    }
    int axis = spec.axes().indexOf(Axis.WIDTH);
    if (axis >= 0) {
      width = (int) shape[axis];
    }
    return true;
  }
}
