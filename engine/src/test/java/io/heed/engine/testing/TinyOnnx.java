package io.heed.engine.testing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes ONNX files of a few nodes, byte by byte from {@code onnx.proto}: models with inputs and
 * outputs no exporter would make.
 */
public final class TinyOnnx {
  /** Element types of {@code TensorProto}. */
  public static final int FLOAT = 1;

  public static final int INT32 = 6;
  public static final int INT64 = 7;
  public static final int FLOAT16 = 10;
  public static final int DOUBLE = 11;

  private final Message graph = new Message();

  /** A graph without anything. */
  public TinyOnnx() {
    graph.string(2, "tiny");
  }

  /** Adds an input; a dimension is a number or a name. */
  public TinyOnnx input(String name, int type, String... shape) {
    graph.message(11, valueInfo(name, type, shape));
    return this;
  }

  /** Adds an input whose shape is not told. */
  public TinyOnnx inputOfAnyRank(String name, int type) {
    graph.message(11, unranked(name, new Message().integer(1, type), 1));
    return this;
  }

  /** Adds an output whose shape is not told. */
  public TinyOnnx outputOfAnyRank(String name, int type) {
    graph.message(12, unranked(name, new Message().integer(1, type), 1));
    return this;
  }

  /** Adds an output that is a sequence of tensors. */
  public TinyOnnx sequenceOutput(String name, int type) {
    graph.message(12, unranked(name, new Message().message(1, tensorType(type)), 4));
    return this;
  }

  /** Adds an input that is a sequence of tensors. */
  public TinyOnnx sequenceInput(String name, int type) {
    graph.message(11, unranked(name, new Message().message(1, tensorType(type)), 4));
    return this;
  }

  /** Adds an output. */
  public TinyOnnx output(String name, int type, String... shape) {
    graph.message(12, valueInfo(name, type, shape));
    return this;
  }

  /** Adds a node with one output. */
  public TinyOnnx node(String operator, String output, String... inputs) {
    Message node = new Message();
    for (String input : inputs) {
      node.string(1, input);
    }
    graph.message(1, node.string(2, output).string(4, operator));
    return this;
  }

  /** Adds a node of a domain, with a name, one input and one output. */
  public TinyOnnx named(String domain, String operator, String name, String output, String input) {
    Message node = new Message().string(1, input).string(2, output).string(3, name);
    graph.message(1, node.string(4, operator).string(7, domain));
    return this;
  }

  /** Adds an initializer of 4 elements that lie in a file beside the model. */
  public TinyOnnx external(String name, int type, String file) {
    Message location = new Message().string(1, "location").string(2, file);
    Message offset = new Message().string(1, "offset").string(2, "0");
    graph.message(
        5,
        new Message()
            .integer(1, 4)
            .integer(2, type)
            .string(8, name)
            .message(13, location)
            .message(13, offset)
            .integer(14, 1));
    return this;
  }

  /** Adds a Cast. */
  public TinyOnnx cast(String output, String input, int type) {
    Message to = new Message().string(1, "to").integer(20, 2).integer(3, type);
    graph.message(
        1, new Message().string(1, input).string(2, output).string(4, "Cast").message(5, to));
    return this;
  }

  /** Adds a FLOAT initializer, its dimensions packed or one by one. */
  public TinyOnnx initializer(String name, boolean packed, int[] dims, float... values) {
    Message tensor = new Message();
    Message packedDims = new Message();
    for (int dim : dims) {
      if (packed) {
        packedDims.varint(dim);
      } else {
        tensor.integer(1, dim);
      }
    }
    if (packed) {
      tensor.message(1, packedDims);
    }
    Message raw = new Message();
    for (float value : values) {
      raw.fixed32(Float.floatToIntBits(value));
    }
    graph.message(5, tensor.integer(2, FLOAT).string(8, name).message(9, raw));
    return this;
  }

  /** Adds an INT64 initializer, a vector. */
  public TinyOnnx indices(String name, long... values) {
    Message data = new Message();
    for (long value : values) {
      data.varint(value);
    }
    Message tensor = new Message().integer(1, values.length).integer(2, INT64);
    graph.message(5, tensor.message(7, data).string(8, name));
    return this;
  }

  /** The file, of IR version 8 and opset 17. */
  public byte[] bytes() {
    return new Message()
        .integer(1, 8)
        .string(2, "test")
        .message(7, graph)
        .message(8, new Message().string(1, "").integer(2, 17))
        .bytes();
  }

  private static Message unranked(String name, Message type, int kind) {
    return new Message().string(1, name).message(2, new Message().message(kind, type));
  }

  private static Message tensorType(int type) {
    return new Message().message(1, new Message().integer(1, type));
  }

  private static Message valueInfo(String name, int type, String... shape) {
    Message dims = new Message();
    for (String dim : shape) {
      boolean fixed = Character.isDigit(dim.charAt(0));
      dims.message(
          1,
          fixed ? new Message().integer(1, Integer.parseInt(dim)) : new Message().string(2, dim));
    }
    Message tensor = new Message().integer(1, type).message(2, dims);
    return new Message().string(1, name).message(2, new Message().message(1, tensor));
  }

  private static final class Message {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Message integer(int field, long value) {
      return varint((long) field << 3).varint(value);
    }

    Message string(int field, String value) {
      return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    Message message(int field, Message value) {
      return bytes(field, value.bytes());
    }

    Message fixed32(int bits) {
      for (int shift = 0; shift < 32; shift += 8) {
        out.write(bits >>> shift);
      }
      return this;
    }

    Message varint(long value) {
      long rest = value;
      while ((rest & ~0x7FL) != 0) {
        out.write((int) ((rest & 0x7F) | 0x80));
        rest >>>= 7;
      }
      out.write((int) rest);
      return this;
    }

    byte[] bytes() {
      return out.toByteArray();
    }

    private Message bytes(int field, byte[] value) {
      varint(((long) field << 3) | 2).varint(value.length);
      out.writeBytes(value);
      return this;
    }
  }
}
