package io.heed.engine.runtime;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Walks the fields of a protobuf message without knowing its schema: enough to read a few fields of
 * an ONNX file and step over the weights. Confined to one thread.
 *
 * <p>See the <a href="https://protobuf.dev/programming-guides/encoding/">encoding</a>: a field is a
 * key {@code number << 3 | wire type} and a value whose length follows from the wire type.
 */
final class ProtobufReader {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;

  private final ByteBuffer in;
  private int wireType;

  /** A reader of one message: from the buffer's position to its limit. */
  ProtobufReader(ByteBuffer message) {
    this.in = message.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The number of the next field, or 0 at the end; the caller then reads or skips its value. */
  int nextField() {
    if (!in.hasRemaining()) {
      return 0;
    }
    long key = varint();
    wireType = (int) (key & 7);
    long number = key >>> 3;
    if (number < 1 || number > 0x1FFF_FFFF) {
      throw malformed("field number " + number);
    }
    return (int) number;
  }

  /**
   * Whether the value of this field has a length before it: a message, a string, packed numbers.
   */
  boolean hasBytes() {
    return wireType == BYTES;
  }

  /** The value of a field of an integer type. */
  long integer() {
    expect(VARINT);
    return varint();
  }

  /** The value of a field of a message type. */
  ProtobufReader message() {
    return new ProtobufReader(bytes());
  }

  /** The value of a string field. */
  String string() {
    return StandardCharsets.UTF_8.decode(bytes()).toString();
  }

  /** Whether packed numbers are left, in a reader made by {@link #message}. */
  boolean hasRemaining() {
    return in.hasRemaining();
  }

  /** The next of packed integers. */
  long varint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (!in.hasRemaining()) {
        throw malformed("end within a number");
      }
      byte b = in.get();
      value |= (long) (b & 0x7F) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw malformed("number longer than 10 bytes");
  }

  /** Steps over the value of this field. */
  void skip() {
    switch (wireType) {
      case VARINT -> varint();
      case FIXED64 -> advance(Long.BYTES);
      case BYTES -> bytes();
      case FIXED32 -> advance(Integer.BYTES);
      default -> throw malformed("wire type " + wireType);
    }
  }

  private ByteBuffer bytes() {
    expect(BYTES);
    long length = varint();
    if (length < 0 || length > in.remaining()) {
      throw malformed("length " + length + " with " + in.remaining() + " bytes left");
    }
    ByteBuffer value = in.slice(in.position(), (int) length);
    in.position(in.position() + (int) length);
    return value;
  }

  private void advance(int count) {
    if (count > in.remaining()) {
      throw malformed("end within a value");
    }
    in.position(in.position() + count);
  }

  private void expect(int expected) {
    if (wireType != expected) {
      throw malformed("wire type " + wireType + ", expected " + expected);
    }
  }

  private IllegalArgumentException malformed(String problem) {
    return new IllegalArgumentException("not a protobuf message: " + problem);
  }
}
