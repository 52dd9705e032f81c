package io.heed.converter.onnx;

import ai.onnx.proto.OnnxMl;

/**
 * The length of one axis of a graph's input or output: a number, a symbol that stands for the same
 * number wherever it occurs, or unknown. Immutable.
 */
public final class OnnxAxis {
  private static final OnnxAxis UNKNOWN = new OnnxAxis("", 0);

  private final String symbol;
  private final long length;

  private OnnxAxis(String symbol, long length) {
    this.symbol = symbol;
    this.length = length;
  }

  /** An axis whose length every run may choose. */
  public static OnnxAxis symbol(String symbol) {
    if (symbol.isBlank()) {
      throw new IllegalArgumentException("the symbol of an axis is blank");
    }
    return new OnnxAxis(symbol, 0);
  }

  /** An axis of a fixed length, at least 1. */
  public static OnnxAxis length(long length) {
    if (length < 1) {
      throw new IllegalArgumentException("axis length is " + length + "; expected at least 1");
    }
    return new OnnxAxis("", length);
  }

  /** An axis of which nothing is known. */
  public static OnnxAxis unknown() {
    return UNKNOWN;
  }

  OnnxMl.TensorShapeProto.Dimension toProto() {
    OnnxMl.TensorShapeProto.Dimension.Builder dimension =
        OnnxMl.TensorShapeProto.Dimension.newBuilder();
    if (!symbol.isEmpty()) {
      dimension.setDimParam(symbol);
    } else if (length > 0) {
      dimension.setDimValue(length);
    }
    return dimension.build();
  }

  @Override
  public String toString() {
    return symbol.isEmpty() ? (length == 0 ? "?" : Long.toString(length)) : symbol;
  }
}
