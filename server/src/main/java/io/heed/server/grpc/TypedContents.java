package io.heed.server.grpc;

import io.heed.engine.runtime.ElementType;
import io.heed.server.proto.InferTensorContents;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

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
        contents.getBoolContentsList().forEach(each -> bytes.put((byte) (each ? 1 : 0)));
        yield bytes.flip();
      }
      case INT8, INT16, INT32 -> signed(input, type, contents.getIntContentsList());
      case UINT8, UINT16, UINT32 -> unsigned(input, type, contents.getUintContentsList());
      case INT64 -> longs(contents.getInt64ContentsList());
      case UINT64 -> longs(contents.getUint64ContentsList());
      case FP32 -> {
        ByteBuffer bytes = room(contents.getFp32ContentsCount(), Float.BYTES);
        contents.getFp32ContentsList().forEach(bytes::putFloat);
        yield bytes.flip();
      }
      case FP64 -> {
        ByteBuffer bytes = room(contents.getFp64ContentsCount(), Double.BYTES);
        contents.getFp64ContentsList().forEach(bytes::putDouble);
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

  private static ByteBuffer signed(String input, ElementType type, List<Integer> numbers) {
    int bits = 8 * type.sizeBytes();
    ByteBuffer bytes = room(numbers.size(), type.sizeBytes());
    for (int number : numbers) {
      long least = -(1L << (bits - 1));
      put(input, type, bytes, number, least, -least - 1);
    }
    return bytes.flip();
  }

  private static ByteBuffer unsigned(String input, ElementType type, List<Integer> numbers) {
    ByteBuffer bytes = room(numbers.size(), type.sizeBytes());
    for (int number : numbers) {
      long value = Integer.toUnsignedLong(number);
      put(input, type, bytes, value, 0, (1L << (8 * type.sizeBytes())) - 1);
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

  private static ByteBuffer longs(List<Long> numbers) {
    ByteBuffer bytes = room(numbers.size(), Long.BYTES);
    numbers.forEach(bytes::putLong);
    return bytes.flip();
  }

  private static ByteBuffer room(int count, int width) {
    return ByteBuffer.allocate(Math.multiplyExact(count, width)).order(ByteOrder.LITTLE_ENDIAN);
  }
}
