package io.heed.server.binary.frame;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;

/**
 * What all frames have in common: the preface of a connection and the header of a frame. All
 * numbers are little-endian. Stateless.
 */
public final class Frames {
  /** The version of the protocol, the last byte of the preface. */
  public static final int VERSION = 1;

  /** The bytes that either side sends first. */
  public static final int PREFACE_BYTES = 8;

  /** The bytes of a frame before its body. */
  public static final int HEADER_BYTES = 12;

  /** The flag of CLASSIFY: each text is the first of a pair. */
  public static final int PAIRS = 1;

  /** The flag of ERROR: the request was not accepted, so that it may be sent again. */
  public static final int REFUSED = 1;

  /** The id of frames that are not about a request. */
  public static final int NO_ID = 0;

  static final int LENGTH_BYTES = 4;

  private static final byte[] MAGIC = "HEEDBIN".getBytes(StandardCharsets.US_ASCII);

  private Frames() {}

  /** Writes the preface. */
  public static void writePreface(ByteBuf out) {
    out.writeBytes(MAGIC).writeByte(VERSION);
  }

  /**
   * Reads the preface.
   *
   * @return whether all of it was there; if not, nothing was read
   * @throws MalformedFrameException if these bytes begin no preface, or one of another version
   */
  public static boolean readPreface(ByteBuf in) {
    int there = Math.min(MAGIC.length, in.readableBytes());
    for (int i = 0; i < there; i++) {
      if (in.getByte(in.readerIndex() + i) != MAGIC[i]) {
        throw new MalformedFrameException(
            "found the bytes "
                + ByteBufUtil.hexDump(
                    in, in.readerIndex(), Math.min(PREFACE_BYTES, in.readableBytes()))
                + " first, expected those of Heed's binary protocol: "
                + ByteBufUtil.hexDump(MAGIC)
                + " (HEEDBIN) and 0"
                + VERSION);
      }
    }
    if (in.readableBytes() < PREFACE_BYTES) {
      return false;
    }
    int version = in.skipBytes(MAGIC.length).readUnsignedByte();
    if (version != VERSION) {
      throw new MalformedFrameException(
          "found version " + version + " of Heed's binary protocol, expected " + VERSION);
    }
    return true;
  }

  /**
   * Writes a header.
   *
   * @return where the frame begins, for {@link #end}
   */
  public static int begin(ByteBuf out, FrameType type, int flags, int id) {
    int start = out.writerIndex();
    out.writeIntLE(0).writeByte(type.code()).writeByte(flags).writeShortLE(0).writeIntLE(id);
    return start;
  }

  /** Writes the length into the header of a frame that ends where the writer is. */
  public static void end(ByteBuf out, int start) {
    out.setIntLE(start, out.writerIndex() - start - LENGTH_BYTES);
  }

  /** Writes a frame without a body. */
  public static void writeEmpty(ByteBuf out, FrameType type, int id) {
    end(out, begin(out, type, 0, id));
  }

  /** Writes PING or PONG. */
  public static void writePing(ByteBuf out, FrameType type, int id, long value) {
    int start = begin(out, type, 0, id);
    out.writeLongLE(value);
    end(out, start);
  }

  /** Writes two bytes of length and as much of a text as fits. */
  static void writeShortText(ByteBuf out, String text) {
    int lengthAt = out.writerIndex();
    out.writeShortLE(0);
    int most = Math.min(text.length(), 0xFFFF / 3);
    int length = ByteBufUtil.writeUtf8(out, text, 0, most);
    out.setShortLE(lengthAt, length);
  }
}
