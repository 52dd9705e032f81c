package io.heed.server.http.json;

import io.heed.engine.runtime.ElementType;
import io.heed.engine.runtime.RawTensor;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/**
 * Answers of any number of rows a text, an object a row with the fields of Hugging Face's
 * pipelines: entities, answers to questions, words at masks. Several masks of a text make a list
 * each; a question of which one answer is wanted has the object alone. For one use by one thread.
 */
final class PredictedRows {
  private static final List<Field> ENTITY =
      List.of(
          new Field("entity_group", "label"),
          new Field("score", "score"),
          new Field("word", "word"),
          new Field("start", "start"),
          new Field("end", "end"));
  private static final List<Field> ANSWER =
      List.of(
          new Field("score", "score"),
          new Field("start", "start"),
          new Field("end", "end"),
          new Field("answer", "answer"));
  private static final List<Field> MASK =
      List.of(
          new Field("score", "score"),
          new Field("token", "token_id"),
          new Field("token_str", "token"),
          new Field("sequence", "sequence"));

  private final Map<String, RawTensor> outputs;
  private final List<Field> fields;
  private final int texts;
  private final boolean single;
  private final ByteBuffer textOfRow;
  private final int rows;
  private int row;

  private PredictedRows(
      Map<String, RawTensor> outputs, List<Field> fields, int texts, boolean single) {
    this.outputs = outputs;
    this.fields = fields;
    this.texts = texts;
    this.single = single;
    this.textOfRow = PredictWriter.tensor(outputs, "text_index").bytes();
    this.rows = textOfRow.remaining() / Integer.BYTES;
  }

  static PredictedRows of(Map<String, RawTensor> outputs, PredictBody request) {
    List<Field> fields =
        outputs.containsKey("word") ? ENTITY : outputs.containsKey("answer") ? ANSWER : MASK;
    boolean one = Long.valueOf(1).equals(request.parameters().getOrDefault("top_k", 1L));
    return new PredictedRows(outputs, fields, request.texts().size(), one && fields.equals(ANSWER));
  }

  /** Writes the answers of all texts, one after the other. */
  void write(JsonGenerator json) {
    for (int text = 0; text < texts; text++) {
      int end = row;
      while (end < rows && textOfRow.getInt(end * Integer.BYTES) == text) {
        end++;
      }
      if (single && end == row + 1) {
        object(json);
      } else if (fields.equals(MASK)) {
        masks(json, end);
      } else {
        list(json, end);
      }
    }
  }

  private void list(JsonGenerator json, int end) {
    json.writeStartArray();
    while (row < end) {
      object(json);
    }
    json.writeEndArray();
  }

  private void masks(JsonGenerator json, int end) {
    ByteBuffer mask = PredictWriter.tensor(outputs, "mask_index").bytes();
    boolean several = end > row && mask.getInt((end - 1) * Integer.BYTES) > 0;
    if (!several) {
      list(json, end);
      return;
    }
    json.writeStartArray();
    while (row < end) {
      int same = row;
      while (same < end && mask.getInt(same * Integer.BYTES) == mask.getInt(row * Integer.BYTES)) {
        same++;
      }
      list(json, same);
    }
    json.writeEndArray();
  }

  private void object(JsonGenerator json) {
    json.writeStartObject();
    for (Field field : fields) {
      RawTensor tensor = PredictWriter.tensor(outputs, field.tensor());
      json.writeName(field.name());
      if (tensor.type() == ElementType.BYTES) {
        TensorWriter.string(json, field.tensor(), tensor.strings().get(row));
      } else if (tensor.type() == ElementType.FP32) {
        json.writeNumber(tensor.bytes().getFloat(row * Float.BYTES));
      } else {
        json.writeNumber(tensor.bytes().getInt(row * Integer.BYTES));
      }
    }
    json.writeEndObject();
    row++;
  }

  /**
   * A field of an object.
   *
   * @param name in JSON
   * @param tensor that it comes from
   */
  private record Field(String name, String tensor) {}
}
