package io.heed.server.http.json;

import io.heed.engine.runtime.ElementType;
import io.heed.engine.runtime.RawTensor;
import io.heed.server.inference.InferenceResponse;
import io.heed.server.inference.PrefixedStrings;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/**
 * Writes answers (the Open Inference Protocol's {@code $inference_response}, with Triton's binary
 * tensor data). Large binary data are not copied. Stateless.
 */
public final class InferenceWriter {
  private static final int COPIED_BYTES = 8192;

  private InferenceWriter() {}

  /**
   * An answer.
   *
   * @param body to be released by the caller
   * @param jsonBytes how many of its bytes are JSON; -1 for all of them
   */
  public record Written(ByteBuf body, int jsonBytes) {}

  /**
   * Writes an answer.
   *
   * @param request that is answered, which says what is wanted as binary data
   * @throws io.heed.server.error.ServerException (INVALID_ARGUMENT) if an output has no form in
   *     JSON
   */
  public static Written write(
      ByteBufAllocator allocator,
      String model,
      long version,
      InferenceBody request,
      InferenceResponse response) {
    List<ByteBuffer> binary = new ArrayList<>();
    ByteBuf json =
        JsonFormat.write(
            allocator, generator -> write(generator, model, version, request, response, binary));
    if (binary.isEmpty()) {
      return new Written(json, -1);
    }
    int jsonBytes = json.readableBytes();
    return new Written(append(allocator, json, binary), jsonBytes);
  }

  private static void write(
      JsonGenerator json,
      String model,
      long version,
      InferenceBody request,
      InferenceResponse response,
      List<ByteBuffer> binary) {
    json.writeStartObject();
    json.writeStringProperty("model_name", model);
    json.writeStringProperty("model_version", Long.toString(version));
    if (!request.id().isEmpty()) {
      json.writeStringProperty("id", request.id());
    }
    json.writeName("outputs");
    json.writeStartArray();
    for (Map.Entry<String, RawTensor> output : response.outputs().entrySet()) {
      RawTensor tensor = output.getValue();
      json.writeStartObject();
      json.writeStringProperty("name", output.getKey());
      json.writeStringProperty("datatype", tensor.type().name());
      TensorWriter.shape(json, tensor);
      if (request.isBinary(output.getKey())) {
        ByteBuffer bytes = bytes(tensor);
        binary.add(bytes);
        json.writeName("parameters");
        json.writeStartObject();
        json.writeNumberProperty("binary_data_size", bytes.remaining());
        json.writeEndObject();
      } else {
        json.writeName("data");
        TensorWriter.write(json, output.getKey(), tensor);
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static ByteBuffer bytes(RawTensor tensor) {
    return tensor.type() == ElementType.BYTES
        ? PrefixedStrings.write(tensor.strings())
        : tensor.bytes();
  }

  private static ByteBuf append(ByteBufAllocator allocator, ByteBuf json, List<ByteBuffer> binary) {
    long all = 0;
    for (ByteBuffer bytes : binary) {
      all += bytes.remaining();
    }
    if (all <= COPIED_BYTES) {
      binary.forEach(json::writeBytes);
      return json;
    }
    CompositeByteBuf parts = allocator.compositeDirectBuffer(binary.size() + 1);
    parts.addComponent(true, json);
    for (ByteBuffer bytes : binary) {
      parts.addComponent(true, Unpooled.wrappedBuffer(bytes));
    }
    return parts;
  }
}
