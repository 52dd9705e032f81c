package io.heed.server.http.json;

import io.heed.engine.runtime.ElementType;
import io.heed.engine.runtime.RawTensor;
import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import io.heed.server.inference.Datatypes;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads one input. Its fields come in any order: data that come before name, datatype and shape are
 * passed over and read again at the end. For one use by one thread.
 */
final class InputReader {
  private final ByteBuf json;
  private final TensorMemory memory;
  private final int maxBytes;
  private @Nullable String name;
  private @Nullable String datatype;
  private long @Nullable [] shape;
  private @Nullable RawTensor tensor;
  private long dataAt = -1;
  private long binarySize = -1;

  /**
   * A reader.
   *
   * @param json all that is parsed, from its reader index on
   * @param maxBytes of the elements
   */
  InputReader(ByteBuf json, TensorMemory memory, int maxBytes) {
    this.json = json;
    this.memory = memory;
    this.maxBytes = maxBytes;
  }

  /** Reads the object that the parser is at. */
  void read(JsonParser parser) {
    JsonFields.require(parser, JsonToken.START_OBJECT, "inputs", "objects");
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String field = parser.currentName();
      parser.nextToken();
      switch (field) {
        case "name" -> name = JsonFields.string(parser, field);
        case "datatype" -> datatype = JsonFields.string(parser, field);
        case "shape" -> shape = JsonFields.shape(parser, field);
        case "parameters" -> parameters(parser);
        case "data" -> data(parser);
        default -> parser.skipChildren();
      }
    }
    if (name == null || datatype == null || shape == null) {
      throw JsonFormat.invalid(
          "inputs: found "
              + (name == null ? "one without name" : "\"" + name + "\" without datatype or shape")
              + ", expected all three");
    }
  }

  private void parameters(JsonParser parser) {
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      return;
    }
    JsonFields.require(parser, JsonToken.START_OBJECT, "parameters", "an object");
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String parameter = parser.currentName();
      parser.nextToken();
      if (parameter.equals("binary_data_size")) {
        binarySize = JsonFields.size(parser, parameter);
      } else if (parameter.startsWith("shared_memory_")) {
        throw new ServerException(
            Status.UNSUPPORTED, "parameter \"" + parameter + "\": there is no shared memory here");
      } else {
        parser.skipChildren();
      }
    }
  }

  private void data(JsonParser parser) {
    if (dataAt >= 0 || tensor != null) {
      throw JsonFormat.invalid("field \"data\": found twice in input \"" + name + "\"");
    }
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw JsonFormat.invalid(
          "input \""
              + (name == null ? "?" : name)
              + "\": found "
              + JsonFormat.shown(parser)
              + " as data, expected an array");
    }
    if (name != null && datatype != null && shape != null) {
      tensor = tensor(parser, name, datatype, shape);
    } else {
      dataAt = parser.currentTokenLocation().getByteOffset();
      parser.skipChildren();
    }
  }

  private RawTensor tensor(JsonParser parser, String input, String type, long[] sizes) {
    return TensorReader.read(parser, input, Datatypes.parse(input, type), sizes, memory, maxBytes);
  }

  String name() {
    return String.valueOf(name);
  }

  ElementType type() {
    return Datatypes.parse(name(), String.valueOf(datatype));
  }

  long[] shape() {
    return shape == null ? new long[0] : shape;
  }

  /** The bytes that this input has behind the JSON; -1 if it is not binary data. */
  long binarySize() {
    if (binarySize >= 0 && (tensor != null || dataAt >= 0)) {
      throw JsonFormat.invalid(
          "input \"" + name + "\": found data and binary_data_size, expected one of them");
    }
    return binarySize;
  }

  /** The tensor, if it is not binary data. */
  RawTensor tensor() {
    RawTensor read = tensor;
    if (read != null) {
      return read;
    }
    if (dataAt < 0) {
      throw JsonFormat.invalid(
          "input \"" + name + "\": found neither data nor binary_data_size, expected one of them");
    }
    int at = json.readerIndex() + (int) dataAt;
    try (JsonParser parser = JsonFormat.parser(json.slice(at, json.writerIndex() - at))) {
      parser.nextToken();
      return tensor(parser, name(), String.valueOf(datatype), shape());
    }
  }
}
