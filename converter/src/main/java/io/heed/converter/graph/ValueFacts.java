package io.heed.converter.graph;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a value before a run.
 *
 * @param type of its elements; {@code UNDEFINED} if unknown
 * @param shape from the outermost axis; null if not even their number is known
 * @param elements those of a scalar or vector of whole numbers that are lengths or made from such;
 *     null if unknown
 */
public record ValueFacts(DataType type, @Nullable List<Dim> shape, @Nullable List<Dim> elements) {
  /** Nothing is known. */
  public static final ValueFacts UNKNOWN = new ValueFacts(DataType.UNDEFINED, null, null);

  /** A value of known type and shape. */
  static ValueFacts of(DataType type, @Nullable List<Dim> shape) {
    return new ValueFacts(type, shape, null);
  }

  /** How many axes, -1 if unknown. */
  public int rank() {
    return shape == null ? -1 : shape.size();
  }

  /** The length of an axis, counted from the end if negative; unknown if there is none. */
  public Dim dim(int axis) {
    List<Dim> dims = shape;
    int at = axis < 0 && dims != null ? axis + dims.size() : axis;
    return dims == null || at < 0 || at >= dims.size() ? Dim.unknown() : dims.get(at);
  }

  /** The length of an axis if it is the same in every run; else -1. */
  public long length(int axis) {
    return dim(axis).number().orElse(-1);
  }

  /** The number of elements if it is the same in every run; else -1. */
  public long size() {
    if (shape == null) {
      return -1;
    }
    long size = 1;
    for (Dim dim : Objects.requireNonNull(shape)) {
      if (dim.number().isEmpty()) {
        return -1;
      }
      long length = dim.number().getAsLong();
      if (length > 0 && size > Long.MAX_VALUE / length) {
        return -1; // no tensor is as large
      }
      size *= length;
    }
    return size;
  }

  ValueFacts with(DataType other) {
    return new ValueFacts(other, shape, elements);
  }

  ValueFacts withElements(@Nullable List<Dim> known) {
    return new ValueFacts(type, shape, known);
  }
}
