package io.heed.converter.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Locale;

/**
 * Makes named constant tensors with the values in {@code raw_data}, little-endian and row-major.
 * Shapes are the dimensions from the outermost; no dimensions make a scalar. The number of values
 * must be the product of the dimensions. Stateless.
 */
public final class OnnxTensors {
  private OnnxTensors() {}

  /** A FLOAT tensor. */
  public static TensorProto floats(String name, float[] values, long... shape) {
    ByteBuffer raw = raw(values.length, Float.BYTES);
    raw.asFloatBuffer().put(values);
    return tensor(name, DataType.FLOAT, values.length, raw, shape);
  }

  /** An INT64 tensor. */
  public static TensorProto longs(String name, long[] values, long... shape) {
    ByteBuffer raw = raw(values.length, Long.BYTES);
    raw.asLongBuffer().put(values);
    return tensor(name, DataType.INT64, values.length, raw, shape);
  }

  /** An INT32 tensor. */
  public static TensorProto ints(String name, int[] values, long... shape) {
    ByteBuffer raw = raw(values.length, Integer.BYTES);
    raw.asIntBuffer().put(values);
    return tensor(name, DataType.INT32, values.length, raw, shape);
  }

  /** An INT8 tensor. */
  public static TensorProto bytes(String name, byte[] values, long... shape) {
    return tensor(name, DataType.INT8, values.length, ByteBuffer.wrap(values), shape);
  }

  /** A UINT8 tensor: the bytes stand for 0 to 255. */
  public static TensorProto unsignedBytes(String name, byte[] values, long... shape) {
    return tensor(name, DataType.UINT8, values.length, ByteBuffer.wrap(values), shape);
  }

  /** A BOOL tensor. */
  public static TensorProto booleans(String name, boolean[] values, long... shape) {
    ByteBuffer raw = raw(values.length, 1);
    for (int i = 0; i < values.length; i++) {
      raw.put(i, (byte) (values[i] ? 1 : 0));
    }
    return tensor(name, DataType.BOOL, values.length, raw, shape);
  }

  private static ByteBuffer raw(int count, int width) {
    return ByteBuffer.allocate(Math.multiplyExact(count, width)).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static TensorProto tensor(
      String name, DataType type, int count, ByteBuffer raw, long[] shape) {
    long expected = 1;
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setName(name).setDataType(type.getNumber());
    for (long length : shape) {
      expected = Math.multiplyExact(expected, length);
      tensor.addDims(length);
    }
    if (expected != count) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "tensor \"%s\" has %d values; its shape %s needs %d",
              name,
              count,
              Arrays.toString(shape),
              expected));
    }
    return tensor.setRawData(ByteString.copyFrom(raw)).build();
  }
}
