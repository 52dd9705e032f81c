package io.heed.server.http.json;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Values of fields, refused by the field's name where they are of another kind. Stateless. */
final class JsonFields {
  private static final int MAX_RANK = 32;

  private JsonFields() {}

  static String string(JsonParser parser, String field) {
    require(parser, JsonToken.VALUE_STRING, field, "a string");
    return parser.getString();
  }

  static boolean truth(JsonParser parser, String field) {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
      return token == JsonToken.VALUE_TRUE;
    }
    throw refused(parser, field, "true or false");
  }

  /** A whole number from 0 on. */
  static long size(JsonParser parser, String field) {
    if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT
        && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER
        && parser.getLongValue() >= 0) {
      return parser.getLongValue();
    }
    throw refused(parser, field, "a whole number from 0 on");
  }

  static long[] shape(JsonParser parser, String field) {
    require(parser, JsonToken.START_ARRAY, field, "an array");
    long[] shape = new long[4];
    int rank = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (rank == MAX_RANK) {
        throw JsonFormat.invalid(
            "field \"" + field + "\": found more axes than " + MAX_RANK + ", expected fewer");
      }
      if (rank == shape.length) {
        shape = Arrays.copyOf(shape, 2 * rank);
      }
      shape[rank++] = size(parser, field);
    }
    return Arrays.copyOf(shape, rank);
  }

  /** An object of strings, numbers and truth values; those that are null are left out. */
  static Map<String, Object> parameters(JsonParser parser, String field) {
    Map<String, Object> values = new LinkedHashMap<>();
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      return values;
    }
    require(parser, JsonToken.START_OBJECT, field, "an object");
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      JsonToken token = parser.nextToken();
      if (token != JsonToken.VALUE_NULL) {
        values.put(name, scalar(parser, name));
      }
    }
    return values;
  }

  private static Object scalar(JsonParser parser, String name) {
    switch (parser.currentToken()) {
      case VALUE_STRING -> {
        return parser.getString();
      }
      case VALUE_TRUE, VALUE_FALSE -> {
        return parser.currentToken() == JsonToken.VALUE_TRUE;
      }
      case VALUE_NUMBER_INT -> {
        if (parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
          return parser.getLongValue();
        }
      }
      case VALUE_NUMBER_FLOAT -> {
        return parser.getDoubleValue();
      }
      default -> {}
    }
    throw refused(parser, name, "a string, a number of 64 bits, true or false");
  }

  static void require(JsonParser parser, JsonToken token, String field, String expected) {
    if (parser.currentToken() != token) {
      throw refused(parser, field, expected);
    }
  }

  static RuntimeException refused(JsonParser parser, String field, String expected) {
    return JsonFormat.invalid(
        "field \"" + field + "\": found " + JsonFormat.shown(parser) + ", expected " + expected);
  }
}
