package io.heed.server.http.json;

import io.heed.engine.runtime.RawTensor;
import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import io.heed.server.inference.InferenceResponse;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import tools.jackson.core.JsonGenerator;

/**
 * Writes answers as Hugging Face does: for each input a list of {@code {"label", "score"}}, best
 * first, or a vector. Stateless.
 */
public final class PredictWriter {
  private PredictWriter() {}

  /**
   * Writes an answer.
   *
   * @param isList whether it is a list of the inputs' answers, or the answer of the one input
   */
  public static ByteBuf write(
      ByteBufAllocator allocator, InferenceResponse response, boolean isList) {
    RawTensor labels = response.outputs().get("label");
    RawTensor scores = response.outputs().get(labels == null ? "embedding" : "score");
    if (scores == null) {
      throw new ServerException(
          Status.UNSUPPORTED,
          "outputs: found "
              + response.outputs().keySet()
              + ", expected those of a model that takes texts");
    }
    return JsonFormat.write(
        allocator,
        json -> {
          if (isList) {
            json.writeStartArray();
          }
          int width = (int) scores.size(1);
          ByteBuffer bytes = scores.bytes();
          for (int row = 0; row < scores.size(0); row++) {
            json.writeStartArray();
            for (int column = 0; column < width; column++) {
              if (labels == null) {
                json.writeNumber(bytes.getFloat());
              } else {
                label(json, labels.strings().get(row * width + column), bytes.getFloat());
              }
            }
            json.writeEndArray();
          }
          if (isList) {
            json.writeEndArray();
          }
        });
  }

  private static void label(JsonGenerator json, byte[] label, float score) {
    json.writeStartObject();
    json.writeName("label");
    TensorWriter.string(json, "label", label);
    json.writeNumberProperty("score", score);
    json.writeEndObject();
  }
}
