package io.heed.server.grpc;

import io.heed.engine.runtime.ElementType;
import io.heed.server.proto.InferTensorContents;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.IntToLongFunction;

/** Numbers of {@code InferTensorContents} as little-endian bytes. Stateless. */
final class TypedContents {
  private TypedContents() {}

  /**
   * The elements of the field that is for the type.
   *
   * @param input the name, for messages
   * @throws io.heed.server.error.ServerException (INVALID_ARGUMENT) if a number does not fit the
   *     type, or the type has no such field
   */
  static ByteBuffer bytes(String input, ElementType type, InferTensorContents contents) {
    return switch (type) {
      case BOOL -> {
        ByteBuffer bytes = room(contents.getBoolContentsCount(), 1);
        for (int i = 0; i < contents.getBoolContentsCount(); i++) {
          bytes.put((byte) (contents.getBoolContents(i) ? 1 : 0));
        }
        yield bytes.flip();
      }
      case INT8, INT16, INT32 -> signed(input, type, contents);
      case UINT8, UINT16, UINT32 -> unsigned(input, type, contents);
      case INT64 -> longs(contents.getInt64ContentsCount(), contents::getInt64Contents);
      case UINT64 -> longs(contents.getUint64ContentsCount(), contents::getUint64Contents);
      case FP32 -> {
        ByteBuffer bytes = room(contents.getFp32ContentsCount(), Float.BYTES);
        for (int i = 0; i < contents.getFp32ContentsCount(); i++) {
          bytes.putFloat(contents.getFp32Contents(i));
        }
        yield bytes.flip();
      }
      case FP64 -> {
        ByteBuffer bytes = room(contents.getFp64ContentsCount(), Double.BYTES);
        for (int i = 0; i < contents.getFp64ContentsCount(); i++) {
          bytes.putDouble(contents.getFp64Contents(i));
        }
        yield bytes.flip();
      }
      case FP16, BF16, BYTES ->
          throw RequestTensors.invalid(
              "input \""
                  + input
                  + "\": "
                  + type
                  + " has no typed contents; expected raw_input_contents");
    };
  }

  private static ByteBuffer signed(String input, ElementType type, InferTensorContents contents) {
    long least = -(1L << (8 * type.sizeBytes() - 1));
    ByteBuffer bytes = room(contents.getIntContentsCount(), type.sizeBytes());
    for (int i = 0; i < contents.getIntContentsCount(); i++) {
      put(input, type, bytes, contents.getIntContents(i), least, -least - 1);
    }
    return bytes.flip();
  }

  private static ByteBuffer unsigned(String input, ElementType type, InferTensorContents contents) {
    long most = (1L << (8 * type.sizeBytes())) - 1;
    ByteBuffer bytes = room(contents.getUintContentsCount(), type.sizeBytes());
    for (int i = 0; i < contents.getUintContentsCount(); i++) {
      put(input, type, bytes, Integer.toUnsignedLong(contents.getUintContents(i)), 0, most);
    }
    return bytes.flip();
  }

  private static void put(
      String input, ElementType type, ByteBuffer bytes, long number, long least, long most) {
    if (number < least || number > most) {
      throw RequestTensors.invalid(
          "input \""
              + input
              + "\": found "
              + number
              + ", expected "
              + type
              + ", "
              + least
              + " to "
              + most);
    }
    switch (type.sizeBytes()) {
      case 1 -> bytes.put((byte) number);
      case 2 -> bytes.putShort((short) number);
      default -> bytes.putInt((int) number);
    }
  }

  private static ByteBuffer longs(int count, IntToLongFunction element) {
    ByteBuffer bytes = room(count, Long.BYTES);
    for (int i = 0; i < count; i++) {
      bytes.putLong(element.applyAsLong(i));
    }
    return bytes.flip();
  }

  private static ByteBuffer room(int count, int width) {
    return ByteBuffer.allocate(Math.multiplyExact(count, width)).order(ByteOrder.LITTLE_ENDIAN);
  }
}
