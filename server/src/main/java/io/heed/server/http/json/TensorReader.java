package io.heed.server.http.json;

import io.heed.engine.runtime.ElementType;
import io.heed.engine.runtime.RawTensor;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads the elements of a tensor, an array flat or nested, row-major. Stateless. */
final class TensorReader {
  private static final int FIRST_ELEMENTS = 16;
  private static final int MOST_AT_FIRST = 4096;

  private TensorReader() {}

  /**
   * A tensor of the array that the parser is at.
   *
   * @param maxBytes that the elements may have
   */
  static RawTensor read(
      JsonParser parser,
      String input,
      ElementType type,
      long[] shape,
      TensorMemory memory,
      int maxBytes) {
    if (type == ElementType.FP16 || type == ElementType.BF16) {
      throw JsonFormat.invalid(
          "input \"" + input + "\": " + type + " has no form in JSON, expected binary data");
    }
    return type == ElementType.BYTES
        ? RawTensor.ofStrings(strings(parser, input), shape)
        : RawTensor.of(type, numbers(parser, input, type, shape, memory, maxBytes), shape);
  }

  private static java.nio.ByteBuffer numbers(
      JsonParser parser,
      String input,
      ElementType type,
      long[] shape,
      TensorMemory memory,
      int maxBytes) {
    ByteBuf out = memory.allocate(firstElements(shape) * type.sizeBytes());
    int depth = 1;
    while (depth > 0) {
      JsonToken token = parser.nextToken();
      if (token == JsonToken.START_ARRAY) {
        depth++;
      } else if (token == JsonToken.END_ARRAY) {
        depth--;
      } else {
        if (out.readableBytes() > maxBytes - type.sizeBytes()) {
          throw JsonFormat.invalid(
              "input \"" + input + "\": found more than " + maxBytes + " bytes of data");
        }
        JsonNumbers.append(input, type, parser, out);
      }
    }
    return out.nioBuffer();
  }

  /** By the shape, which may be wrong: not more than is quickly written. */
  private static int firstElements(long[] shape) {
    long elements = 1;
    for (long size : shape) {
      if (size < 1 || size > MOST_AT_FIRST) {
        return FIRST_ELEMENTS;
      }
      elements = Math.min(MOST_AT_FIRST, elements * size);
    }
    return (int) elements;
  }

  private static List<byte[]> strings(JsonParser parser, String input) {
    List<byte[]> strings = new ArrayList<>();
    int depth = 1;
    while (depth > 0) {
      JsonToken token = parser.nextToken();
      if (token == JsonToken.START_ARRAY) {
        depth++;
      } else if (token == JsonToken.END_ARRAY) {
        depth--;
      } else {
        strings.add(utf8(parser, input));
      }
    }
    return strings;
  }

  /** The string that the parser is at. */
  static byte[] utf8(JsonParser parser, String input) {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw JsonFormat.invalid(
          "input \"" + input + "\": found " + JsonFormat.shown(parser) + ", expected a string");
    }
    byte[] bytes =
        Utf8.encode(
            parser.getStringCharacters(), parser.getStringOffset(), parser.getStringLength());
    if (bytes == null) {
      throw JsonFormat.invalid(
          "input \"" + input + "\": found half a surrogate pair, expected Unicode characters");
    }
    return bytes;
  }
}
