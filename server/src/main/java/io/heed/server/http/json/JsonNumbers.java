package io.heed.server.http.json;

import io.heed.engine.runtime.ElementType;
import io.heed.server.error.ServerException;
import io.netty.buffer.ByteBuf;
import java.math.BigInteger;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Elements of JSON arrays as little-endian bytes; what does not fit is refused. Stateless. */
final class JsonNumbers {
  private JsonNumbers() {}

  /** Appends the element that the parser is at. */
  static void append(String input, ElementType type, JsonParser parser, ByteBuf out) {
    switch (type) {
      case BOOL -> out.writeByte(truth(input, parser));
      case INT8, UINT8 -> out.writeByte((int) whole(input, type, parser));
      case INT16, UINT16 -> out.writeShortLE((int) whole(input, type, parser));
      case INT32, UINT32 -> out.writeIntLE((int) whole(input, type, parser));
      case INT64, UINT64 -> out.writeLongLE(whole(input, type, parser));
      case FP32 -> out.writeFloatLE(single(input, parser));
      case FP64 -> out.writeDoubleLE(twice(input, parser));
      case FP16, BF16, BYTES -> throw new IllegalArgumentException("type: " + type);
    }
  }

  private static int truth(String input, JsonParser parser) {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
      return token == JsonToken.VALUE_TRUE ? 1 : 0;
    }
    if (token == JsonToken.VALUE_NUMBER_INT
        && parser.getNumberType() == JsonParser.NumberType.INT
        && (parser.getIntValue() & ~1) == 0) {
      return parser.getIntValue();
    }
    throw refused(input, ElementType.BOOL, parser);
  }

  private static long whole(String input, ElementType type, JsonParser parser) {
    if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
      throw refused(input, type, parser);
    }
    if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
      BigInteger value = parser.getBigIntegerValue();
      if (type == ElementType.UINT64 && value.signum() > 0 && value.bitLength() <= Long.SIZE) {
        return value.longValue();
      }
      throw refused(input, type, parser);
    }
    long value = parser.getLongValue();
    if (value < least(type) || value > most(type)) {
      throw refused(input, type, parser);
    }
    return value;
  }

  private static float single(String input, JsonParser parser) {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.VALUE_STRING || isNoNumber(parser)) {
      return (float) named(input, ElementType.FP32, parser);
    }
    float value = token.isNumeric() ? parser.getFloatValue() : Float.NaN;
    if (!Float.isFinite(value)) {
      throw refused(input, ElementType.FP32, parser);
    }
    return value;
  }

  private static double twice(String input, JsonParser parser) {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.VALUE_STRING || isNoNumber(parser)) {
      return named(input, ElementType.FP64, parser);
    }
    double value = token.isNumeric() ? parser.getDoubleValue() : Double.NaN;
    if (!Double.isFinite(value)) {
      throw refused(input, ElementType.FP64, parser);
    }
    return value;
  }

  /** NaN and the infinities, as literals of JavaScript. */
  private static boolean isNoNumber(JsonParser parser) {
    return parser.currentToken() == JsonToken.VALUE_NUMBER_FLOAT && parser.isNaN();
  }

  private static double named(String input, ElementType type, JsonParser parser) {
    return switch (parser.getString()) {
      case "NaN" -> Double.NaN;
      case "Infinity", "INF", "+INF", "+Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity", "-INF" -> Double.NEGATIVE_INFINITY;
      default -> throw refused(input, type, parser);
    };
  }

  private static ServerException refused(String input, ElementType type, JsonParser parser) {
    return JsonFormat.invalid(
        "input \""
            + input
            + "\": found "
            + JsonFormat.shown(parser)
            + ", expected "
            + type
            + ", "
            + range(type));
  }

  private static String range(ElementType type) {
    return switch (type) {
      case BOOL -> "true or false";
      case FP32 -> "-3.4028235E38 to 3.4028235E38";
      case FP64 -> "-1.7976931348623157E308 to 1.7976931348623157E308";
      case UINT64 -> "0 to 18446744073709551615";
      default -> least(type) + " to " + most(type);
    };
  }

  private static long least(ElementType type) {
    return switch (type) {
      case INT8 -> Byte.MIN_VALUE;
      case INT16 -> Short.MIN_VALUE;
      case INT32 -> Integer.MIN_VALUE;
      case INT64 -> Long.MIN_VALUE;
      default -> 0;
    };
  }

  private static long most(ElementType type) {
    return switch (type) {
      case INT8 -> Byte.MAX_VALUE;
      case INT16 -> Short.MAX_VALUE;
      case INT32 -> Integer.MAX_VALUE;
      case UINT8 -> 0xFF;
      case UINT16 -> 0xFFFF;
      case UINT32 -> 0xFFFF_FFFFL;
      default -> Long.MAX_VALUE;
    };
  }
}
