package io.heed.server.http.json;

import io.heed.engine.runtime.ElementType;
import io.heed.engine.runtime.RawTensor;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import tools.jackson.core.JsonGenerator;

/** Writes the elements of tensors as flat arrays, row-major. Stateless. */
final class TensorWriter {
  private TensorWriter() {}

  static void write(JsonGenerator json, String name, RawTensor tensor) {
    json.writeStartArray();
    if (tensor.type() == ElementType.BYTES) {
      for (byte[] string : tensor.strings()) {
        string(json, name, string);
      }
    } else {
      numbers(json, name, tensor);
    }
    json.writeEndArray();
  }

  static void shape(JsonGenerator json, RawTensor tensor) {
    json.writeName("shape");
    json.writeStartArray();
    for (int axis = 0; axis < tensor.rank(); axis++) {
      json.writeNumber(tensor.size(axis));
    }
    json.writeEndArray();
  }

  static void string(JsonGenerator json, String name, byte[] utf8) {
    CharBuffer chars = Utf8.decode(utf8);
    if (chars == null) {
      throw JsonFormat.invalid(
          "output \"" + name + "\": its elements are not UTF-8, expected binary_data to be asked");
    }
    json.writeString(chars.array(), chars.arrayOffset(), chars.remaining());
  }

  private static void numbers(JsonGenerator json, String name, RawTensor tensor) {
    ByteBuffer bytes = tensor.bytes();
    while (bytes.hasRemaining()) {
      switch (tensor.type()) {
        case BOOL -> json.writeBoolean(bytes.get() != 0);
        case INT8 -> json.writeNumber(bytes.get());
        case UINT8 -> json.writeNumber(Byte.toUnsignedInt(bytes.get()));
        case INT16 -> json.writeNumber(bytes.getShort());
        case UINT16 -> json.writeNumber(Short.toUnsignedInt(bytes.getShort()));
        case INT32 -> json.writeNumber(bytes.getInt());
        case UINT32 -> json.writeNumber(Integer.toUnsignedLong(bytes.getInt()));
        case INT64 -> json.writeNumber(bytes.getLong());
        case UINT64 -> unsigned(json, bytes.getLong());
        case FP32 -> json.writeNumber(bytes.getFloat());
        case FP64 -> json.writeNumber(bytes.getDouble());
        case FP16, BF16, BYTES ->
            throw JsonFormat.invalid(
                "output \""
                    + name
                    + "\": "
                    + tensor.type()
                    + " has no form in JSON, expected binary_data to be asked");
      }
    }
  }

  private static void unsigned(JsonGenerator json, long number) {
    if (number >= 0) {
      json.writeNumber(number);
    } else {
      json.writeNumber(Long.toUnsignedString(number));
    }
  }
}
