package io.heed.server.http.json;

import io.heed.engine.runtime.ElementType;
import io.heed.engine.runtime.RawTensor;
import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import io.heed.server.inference.PrefixedStrings;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads requests for inference (the Open Inference Protocol's REST form, with Triton's binary
 * tensor data extension). Binary data are not copied: the tensors lie in the body. For one use by
 * one thread.
 */
public final class InferenceReader {
  private final ByteBuf body;
  private final ByteBuf json;
  private final boolean hasBinary;
  private final TensorMemory memory;
  private final int maxBytes;
  private final InferenceBody read = new InferenceBody();
  private int binaryAt;

  private InferenceReader(
      ByteBuf body, int jsonBytes, boolean hasBinary, TensorMemory memory, int maxBytes) {
    this.body = body;
    this.json = body.slice(body.readerIndex(), jsonBytes);
    this.hasBinary = hasBinary;
    this.memory = memory;
    this.maxBytes = maxBytes;
    this.binaryAt = body.readerIndex() + jsonBytes;
  }

  /**
   * Reads a body that is JSON alone.
   *
   * @param memory for the numbers; whatever happens, the caller frees it
   * @param maxBytes that the elements of a tensor may have
   * @throws ServerException (INVALID_ARGUMENT) if it is not as the protocol has it
   */
  public static InferenceBody read(ByteBuf body, TensorMemory memory, int maxBytes) {
    return new InferenceReader(body, body.readableBytes(), false, memory, maxBytes).read();
  }

  /**
   * Reads a body that begins with JSON.
   *
   * @param jsonBytes how much of it
   * @param memory as above; the body is to live as long as the tensors
   * @throws ServerException as above
   */
  public static InferenceBody read(ByteBuf body, int jsonBytes, TensorMemory memory, int maxBytes) {
    if (jsonBytes > body.readableBytes()) {
      throw JsonFormat.invalid(
          "header Inference-Header-Content-Length: found "
              + jsonBytes
              + ", expected at most the "
              + body.readableBytes()
              + " bytes of the body");
    }
    return new InferenceReader(body, jsonBytes, true, memory, maxBytes).read();
  }

  private InferenceBody read() {
    JsonFormat.readObject(
        json,
        parser -> {
          object(parser);
          return read;
        });
    if (read.inputs().isEmpty()) {
      throw JsonFormat.invalid("field \"inputs\": found none, expected one or more");
    }
    if (hasBinary && binaryAt != body.writerIndex()) {
      throw JsonFormat.invalid(
          "request body: found "
              + (body.writerIndex() - binaryAt)
              + " bytes behind the last input, expected none");
    }
    return read;
  }

  private void object(JsonParser parser) {
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String field = parser.currentName();
      JsonToken token = parser.nextToken();
      switch (field) {
        case "id" -> {
          if (token != JsonToken.VALUE_NULL) {
            read.setId(JsonFields.string(parser, field));
          }
        }
        case "parameters" -> read.setParameters(JsonFields.parameters(parser, field));
        case "inputs" -> inputs(parser, field);
        case "outputs" -> outputs(parser, field);
        default -> parser.skipChildren();
      }
    }
  }

  private void inputs(JsonParser parser, String field) {
    JsonFields.require(parser, JsonToken.START_ARRAY, field, "an array");
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      InputReader input = new InputReader(json, memory, maxBytes);
      input.read(parser);
      long size = input.binarySize();
      read.addInput(input.name(), size < 0 ? input.tensor() : binary(input, size));
    }
  }

  private RawTensor binary(InputReader input, long size) {
    if (!hasBinary) {
      throw JsonFormat.invalid(
          "input \""
              + input.name()
              + "\": found binary_data_size, expected the header Inference-Header-Content-Length"
              + " with it");
    }
    if (size > body.writerIndex() - binaryAt) {
      throw JsonFormat.invalid(
          "input \""
              + input.name()
              + "\": found binary_data_size "
              + size
              + ", expected at most the "
              + (body.writerIndex() - binaryAt)
              + " bytes that are left");
    }
    ByteBuffer bytes = body.nioBuffer(binaryAt, (int) size);
    binaryAt += (int) size;
    return input.type() == ElementType.BYTES
        ? RawTensor.ofStrings(PrefixedStrings.read(input.name(), bytes), input.shape())
        : RawTensor.of(input.type(), bytes, input.shape());
  }

  private void outputs(JsonParser parser, String field) {
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      return;
    }
    JsonFields.require(parser, JsonToken.START_ARRAY, field, "an array");
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      JsonFields.require(parser, JsonToken.START_OBJECT, field, "objects");
      output(parser);
    }
  }

  private void output(JsonParser parser) {
    String name = null;
    Object binary = null;
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String field = parser.currentName();
      parser.nextToken();
      switch (field) {
        case "name" -> name = JsonFields.string(parser, field);
        case "parameters" -> {
          var parameters = JsonFields.parameters(parser, field);
          binary = parameters.get("binary_data");
          for (String unsupported : new String[] {"classification", "shared_memory_region"}) {
            if (parameters.containsKey(unsupported)) {
              throw new ServerException(
                  Status.UNSUPPORTED,
                  "parameter \"" + unsupported + "\" of an output: that extension is not here");
            }
          }
        }
        default -> parser.skipChildren();
      }
    }
    if (name == null) {
      throw JsonFormat.invalid("outputs: found one without name");
    }
    read.addOutput(name);
    if (binary instanceof Boolean value) {
      read.setBinary(name, value);
    } else if (binary != null) {
      throw JsonFormat.invalid(
          "parameter \"binary_data\": found " + binary + ", expected true or false");
    }
  }
}
