package io.heed.server.http.json;

import io.heed.engine.runtime.RawTensor;
import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import io.heed.server.inference.InferenceResponse;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/**
 * Writes answers as Hugging Face does: for each input a list of {@code {"label", "score"}}, best
 * first; a vector; or what {@link PredictedRows} writes. Stateless.
 */
public final class PredictWriter {
  private PredictWriter() {}

  /**
   * Writes an answer.
   *
   * @param request that is answered
   * @param isList whether it is a list of the inputs' answers, or the answer of the one input
   */
  public static ByteBuf write(
      ByteBufAllocator allocator, InferenceResponse response, PredictBody request, boolean isList) {
    Map<String, RawTensor> outputs = response.outputs();
    return JsonFormat.write(
        allocator,
        json -> {
          if (isList) {
            json.writeStartArray();
          }
          if (outputs.containsKey("text_index")) {
            PredictedRows.of(outputs, request).write(json);
          } else if (outputs.containsKey("embedding")) {
            vectors(json, tensor(outputs, "embedding"));
          } else {
            labels(json, tensor(outputs, "label"), tensor(outputs, "score"));
          }
          if (isList) {
            json.writeEndArray();
          }
        });
  }

  private static void vectors(JsonGenerator json, RawTensor vectors) {
    ByteBuffer numbers = vectors.bytes();
    for (int row = 0; row < vectors.size(0); row++) {
      json.writeStartArray();
      for (int column = 0; column < vectors.size(1); column++) {
        json.writeNumber(numbers.getFloat());
      }
      json.writeEndArray();
    }
  }

  private static void labels(JsonGenerator json, RawTensor labels, RawTensor scores) {
    ByteBuffer numbers = scores.bytes();
    int next = 0;
    for (int row = 0; row < labels.size(0); row++) {
      json.writeStartArray();
      for (int column = 0; column < labels.size(1); column++) {
        json.writeStartObject();
        json.writeName("label");
        TensorWriter.string(json, "label", labels.strings().get(next++));
        json.writeNumberProperty("score", numbers.getFloat());
        json.writeEndObject();
      }
      json.writeEndArray();
    }
  }

  static RawTensor tensor(Map<String, RawTensor> outputs, String name) {
    RawTensor tensor = outputs.get(name);
    if (tensor == null) {
      throw new ServerException(
          Status.UNSUPPORTED,
          "outputs: found "
              + outputs.keySet()
              + ", expected "
              + name
              + " as of a model that takes texts");
    }
    return tensor;
  }
}
