package io.heed.server.binary.frame;

import io.heed.engine.runtime.ElementType;
import io.heed.engine.runtime.RawTensor;
import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A tensor in a frame: datatype, name, shape, and its elements at a multiple of eight bytes from
 * the frame's begin, so that they can be read where they are. Stateless.
 */
final class TensorField {
  private static final int ALIGNMENT = 8;
  private static final int LEAST_BYTES = 8;

  /** By Triton's numbers of datatypes (model_config.proto), from 1 on. */
  private static final List<ElementType> TYPES =
      List.of(
          ElementType.BOOL,
          ElementType.UINT8,
          ElementType.UINT16,
          ElementType.UINT32,
          ElementType.UINT64,
          ElementType.INT8,
          ElementType.INT16,
          ElementType.INT32,
          ElementType.INT64,
          ElementType.FP16,
          ElementType.FP32,
          ElementType.FP64,
          ElementType.BYTES,
          ElementType.BF16);

  private TensorField() {}

  static int leastBytes() {
    return LEAST_BYTES;
  }

  /** A bound of the bytes that {@link #write} writes. */
  static long mostBytes(String name, RawTensor tensor) {
    long strings = (long) Integer.BYTES * tensor.strings().size();
    return LEAST_BYTES
        + ALIGNMENT
        + 3L * name.length()
        + 8L * tensor.rank()
        + strings
        + tensor.sizeBytes();
  }

  static void write(ByteBuf out, int frameStart, String name, RawTensor tensor) {
    byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
    if (nameBytes.length > 0xFFFF || tensor.rank() > 0xFF) {
      throw new ServerException(
          Status.INVALID_ARGUMENT,
          "tensor: found a name of "
              + nameBytes.length
              + " bytes and "
              + tensor.rank()
              + " axes, expected at most 65535 and 255");
    }
    out.writeByte(TYPES.indexOf(tensor.type()) + 1).writeByte(tensor.rank());
    out.writeShortLE(nameBytes.length).writeBytes(nameBytes);
    for (int axis = 0; axis < tensor.rank(); axis++) {
      out.writeLongLE(tensor.size(axis));
    }
    int lengthAt = out.writerIndex();
    out.writeIntLE(0).writeZero(padding(out.writerIndex() - frameStart));
    int begin = out.writerIndex();
    if (tensor.type() == ElementType.BYTES) {
      for (byte[] string : tensor.strings()) {
        out.writeIntLE(string.length).writeBytes(string);
      }
    } else {
      out.writeBytes(tensor.bytes());
    }
    out.setIntLE(lengthAt, out.writerIndex() - begin);
  }

  /**
   * Reads the name.
   *
   * @return what {@link #read} goes on with
   */
  static Head readHead(Frame frame) {
    int type = frame.u8("a tensor's datatype");
    int rank = frame.u8("a tensor's rank");
    String name = frame.utf8(frame.u16("a tensor name's length"), "a tensor's name");
    long[] shape = new long[frame.count(rank, Long.BYTES, "a tensor's rank")];
    for (int axis = 0; axis < rank; axis++) {
      shape[axis] = frame.i64("a tensor's shape");
    }
    long length = frame.u32("a tensor's size");
    frame.zeros(padding(frame.bytes().readerIndex()), "a tensor's padding");
    frame.require(length, "a tensor's elements");
    return new Head(name, type, shape, (int) length);
  }

  /** The tensor; one of a fixed element size lies in the frame's bytes, which are to be kept. */
  static RawTensor read(Frame frame, Head head) {
    ByteBuf bytes = frame.bytes();
    if (head.type < 1 || head.type > TYPES.size()) {
      bytes.skipBytes(head.length);
      throw new ServerException(
          Status.INVALID_ARGUMENT,
          "input \""
              + head.name
              + "\": found datatype "
              + head.type
              + ", expected 1 to "
              + TYPES.size());
    }
    ElementType type = TYPES.get(head.type - 1);
    if (type == ElementType.BYTES) {
      return RawTensor.ofStrings(readStrings(frame, head.length), head.shape);
    }
    RawTensor tensor =
        RawTensor.of(type, bytes.nioBuffer(bytes.readerIndex(), head.length), head.shape);
    bytes.skipBytes(head.length);
    return tensor;
  }

  private static List<byte[]> readStrings(Frame frame, int length) {
    int end = frame.bytes().readerIndex() + length;
    List<byte[]> strings = new ArrayList<>();
    while (frame.bytes().readerIndex() < end) {
      strings.add(frame.bytes(frame.u32("a string's length"), "a string"));
    }
    if (frame.bytes().readerIndex() != end) {
      throw new MalformedFrameException("a string ends behind the end of its tensor");
    }
    return strings;
  }

  private static int padding(int offset) {
    return (ALIGNMENT - offset % ALIGNMENT) % ALIGNMENT;
  }

  /** What comes before the elements. */
  static final class Head {
    private final String name;
    private final int type;
    private final long[] shape;
    private final int length;

    private Head(String name, int type, long[] shape, int length) {
      this.name = name;
      this.type = type;
      this.shape = shape;
      this.length = length;
    }

    String name() {
      return name;
    }
  }
}
