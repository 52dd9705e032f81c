package io.heed.server.binary.frame;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A whole frame and a reader of its body. Valid until the next one is read from the same {@link
 * FrameBuffer}, unless its bytes are retained. Confined to one thread.
 */
public final class Frame {
  private static final byte[] EMPTY = {};

  private final ByteBuf bytes;
  private final FrameType type;
  private final int flags;
  private final int id;

  /** Reads the header. */
  Frame(ByteBuf bytes) {
    this.bytes = bytes;
    bytes.skipBytes(Frames.LENGTH_BYTES);
    this.type = FrameType.of(bytes.readUnsignedByte());
    this.flags = bytes.readUnsignedByte();
    int reserved = bytes.readUnsignedShortLE();
    this.id = bytes.readIntLE();
    if ((flags & ~type.knownFlags()) != 0 || reserved != 0) {
      throw new MalformedFrameException(
          type
              + " frame: found flags "
              + flags
              + " and reserved bytes "
              + reserved
              + ", expected 0");
    }
  }

  /** The type. */
  public FrameType type() {
    return type;
  }

  /** Which request it is about; 0 for none. */
  public int id() {
    return id;
  }

  /** Whether a flag is set. */
  public boolean has(int flag) {
    return (flags & flag) != 0;
  }

  /** All of the frame's bytes, from its length on; retained by whoever keeps them. */
  public ByteBuf bytes() {
    return bytes;
  }

  /** The same with bytes of its own, on the heap, which nobody has to free. */
  public Frame detached() {
    byte[] copy = new byte[bytes.writerIndex()];
    bytes.getBytes(0, copy);
    return new Frame(Unpooled.wrappedBuffer(copy));
  }

  /** Refuses a frame with an id that stands for none. */
  public void requireId() {
    if (id == Frames.NO_ID) {
      throw new MalformedFrameException(type + " frame: found id 0, expected another number");
    }
  }

  /** Refuses bytes behind the end. */
  public void requireEnd() {
    if (bytes.isReadable()) {
      throw new MalformedFrameException(
          type + " frame: found " + bytes.readableBytes() + " bytes behind its end");
    }
  }

  int u8(String what) {
    require(1, what);
    return bytes.readUnsignedByte();
  }

  int u16(String what) {
    require(2, what);
    return bytes.readUnsignedShortLE();
  }

  long u32(String what) {
    require(4, what);
    return bytes.readUnsignedIntLE();
  }

  /** Eight bytes, two's complement. */
  public long i64(String what) {
    require(8, what);
    return bytes.readLongLE();
  }

  float f32(String what) {
    require(4, what);
    return bytes.readFloatLE();
  }

  /** Eight bytes that are not negative. */
  long count64(String what) {
    long value = i64(what);
    if (value < 0) {
      throw new MalformedFrameException(
          type + " frame: found " + value + " for " + what + ", expected 0 or more");
    }
    return value;
  }

  void zeros(int count, String what) {
    require(count, what);
    for (int i = 0; i < count; i++) {
      if (bytes.readByte() != 0) {
        throw new MalformedFrameException(type + " frame: found a byte of " + what + " set");
      }
    }
  }

  /** A new array. */
  byte[] bytes(long length, String what) {
    require(length, what);
    if (length == 0) {
      return EMPTY; // four bytes in a frame must not become sixteen each
    }
    byte[] copy = new byte[(int) length];
    bytes.readBytes(copy);
    return copy;
  }

  /** A text, in which whatever is not UTF-8 is replaced. */
  String utf8(long length, String what) {
    require(length, what);
    String text = bytes.toString(bytes.readerIndex(), (int) length, StandardCharsets.UTF_8);
    bytes.skipBytes((int) length);
    return text;
  }

  /** Refuses a count of things that cannot all be in the bytes that are left. */
  int count(long count, int leastBytes, String what) {
    if (count * leastBytes > bytes.readableBytes()) {
      throw new MalformedFrameException(
          String.format(
              Locale.ROOT,
              "%s frame: found %d for %s, expected no more than the %d bytes left can hold",
              type,
              count,
              what,
              bytes.readableBytes()));
    }
    return (int) count;
  }

  void require(long count, String what) {
    if (count > bytes.readableBytes()) {
      throw new MalformedFrameException(
          String.format(
              Locale.ROOT,
              "%s frame: found %d bytes left where %s has %d",
              type,
              bytes.readableBytes(),
              what,
              count));
    }
  }
}
