package io.heed.converter.graph;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The fields in which a tensor message may keep its elements, as plain bytes. Stateless. */
final class RawTensors {
  private RawTensors() {}

  /** Bytes of an element, 0 for text and for types of half a byte. */
  static int width(DataType type) {
    return switch (type) {
      case FLOAT, INT32, UINT32 -> 4;
      case INT64, UINT64, DOUBLE, COMPLEX64 -> 8;
      case FLOAT16, BFLOAT16, INT16, UINT16 -> 2;
      case INT8, UINT8, BOOL, FLOAT8E4M3FN, FLOAT8E4M3FNUZ, FLOAT8E5M2, FLOAT8E5M2FNUZ -> 1;
      case COMPLEX128 -> 16;
      default -> 0;
    };
  }

  static ByteBuffer bytes(TensorProto tensor) {
    DataType type = DataType.forNumber(tensor.getDataType());
    if (type == null || width(type) == 0) {
      return ByteBuffer.allocate(0);
    }
    if (tensor.hasRawData()) {
      return tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }
    return fields(tensor, type).flip().asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  private static ByteBuffer fields(TensorProto tensor, DataType type) {
    switch (type) {
      case FLOAT, COMPLEX64 -> {
        ByteBuffer raw = allocate(tensor.getFloatDataCount(), Float.BYTES);
        for (int i = 0; i < tensor.getFloatDataCount(); i++) {
          raw.putFloat(tensor.getFloatData(i));
        }
        return raw;
      }
      case DOUBLE, COMPLEX128 -> {
        ByteBuffer raw = allocate(tensor.getDoubleDataCount(), Double.BYTES);
        for (int i = 0; i < tensor.getDoubleDataCount(); i++) {
          raw.putDouble(tensor.getDoubleData(i));
        }
        return raw;
      }
      case INT64 -> {
        ByteBuffer raw = allocate(tensor.getInt64DataCount(), Long.BYTES);
        for (int i = 0; i < tensor.getInt64DataCount(); i++) {
          raw.putLong(tensor.getInt64Data(i));
        }
        return raw;
      }
      case UINT32, UINT64 -> {
        ByteBuffer raw = allocate(tensor.getUint64DataCount(), width(type));
        for (int i = 0; i < tensor.getUint64DataCount(); i++) {
          put(raw, width(type), tensor.getUint64Data(i));
        }
        return raw;
      }
      default -> {
        ByteBuffer raw = allocate(tensor.getInt32DataCount(), width(type));
        for (int i = 0; i < tensor.getInt32DataCount(); i++) {
          put(raw, width(type), tensor.getInt32Data(i));
        }
        return raw;
      }
    }
  }

  /** The element as a number; NaN where the type is none. */
  static double element(DataType type, ByteBuffer raw, int index) {
    return switch (type) {
      case FLOAT -> raw.getFloat(index * 4);
      case DOUBLE -> raw.getDouble(index * 8);
      case FLOAT16 -> Float16.toFloat(raw.getShort(index * 2));
      case INT64 -> raw.getLong(index * 8);
      case INT32 -> raw.getInt(index * 4);
      case INT8 -> raw.get(index);
      case UINT8, BOOL -> raw.get(index) & 0xff;
      default -> Double.NaN;
    };
  }

  private static void put(ByteBuffer raw, int width, long value) {
    switch (width) {
      case 1 -> raw.put((byte) value);
      case 2 -> raw.putShort((short) value);
      case 4 -> raw.putInt((int) value);
      default -> raw.putLong(value);
    }
  }

  private static ByteBuffer allocate(int count, int width) {
    return ByteBuffer.allocate(Math.multiplyExact(count, width)).order(ByteOrder.LITTLE_ENDIAN);
  }
}
