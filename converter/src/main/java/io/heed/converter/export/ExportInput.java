package io.heed.converter.export;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.List;

/**
 * An input of the exported graph, which is the SameDiff placeholder of the same name. Immutable.
 *
 * @param name of the placeholder and of the ONNX input
 * @param type of the ONNX input; a cast to the placeholder's type is part of the graph
 * @param axes names for those axes whose length the placeholder leaves open (-1), from the
 *     outermost; axes of one name have one length
 * @param padValue fills the input up to a fixed sequence length
 */
public record ExportInput(String name, DataType type, List<String> axes, long padValue) {
  /** Copies the axes. */
  public ExportInput {
    axes = List.copyOf(axes);
  }

  /** Integers, such as {@code int64("input_ids", "batch", "sequence")}. */
  public static ExportInput int64(String name, String... axes) {
    return new ExportInput(name, DataType.INT64, List.of(axes), 0);
  }

  /** Numbers. */
  public static ExportInput float32(String name, String... axes) {
    return new ExportInput(name, DataType.FLOAT, List.of(axes), 0);
  }

  /** The same input, filled with this value where padding is part of the graph. */
  public ExportInput paddedWith(long value) {
    return new ExportInput(name, type, axes, value);
  }
}
