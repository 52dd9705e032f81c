package io.heed.server.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.heed.engine.RequestOptions;
import io.heed.engine.runtime.RawTensor;
import io.heed.server.error.ServerException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tiny models and what Hugging Face's pipelines answer for them. */
class TextTasksTest {
  private static final Path FIXTURES =
      Path.of("../engine/src/test/resources/io/heed/engine/fixtures");

  @Test
  void infer_entities_areThoseOfThePipeline() {
    List<JsonNode> records = records("tiny-bert-ner").subList(0, 2);
    Map<String, RawTensor> outputs =
        infer("tiny-bert-ner", Map.of("text", texts(records, "text")), Parameters.NONE);
    int row = 0;
    for (int i = 0; i < records.size(); i++) {
      for (JsonNode entity : records.get(i).get("pipeline_simple")) {
        assertEquals(i, number(outputs, "text_index", row));
        assertEquals(entity.get("entity_group").asString(), string(outputs, "label", row));
        assertEquals(entity.get("start").asInt(), number(outputs, "start", row));
        assertEquals(entity.get("end").asInt(), number(outputs, "end", row));
        assertEquals(entity.get("score").asDouble(), score(outputs, row), 1e-5);
        String text = records.get(i).get("text").asString();
        assertEquals(
            text.substring(entity.get("start").asInt(), entity.get("end").asInt()),
            string(outputs, "word", row));
        row++;
      }
    }
    assertEquals(row, tensor(outputs, "label").size(0));
  }

  /** The pipeline's scores depend in the fifth digit on how many answers it is asked for. */
  @Test
  void infer_answers_areThoseOfThePipeline() {
    List<JsonNode> records = records("tiny-bert-qa").subList(0, 1);
    Map<String, RawTensor> inputs = new LinkedHashMap<>();
    inputs.put("text", texts(records, "question"));
    inputs.put("text_pair", texts(records, "context"));
    Map<String, RawTensor> outputs =
        infer("tiny-bert-qa", inputs, new Parameters(Map.of("top_k", 3L)));
    int row = 0;
    for (JsonNode answer : records.get(0).get("pipeline_top_k_3")) {
      assertEquals(answer.get("answer").asString(), string(outputs, "answer", row));
      assertEquals(answer.get("start").asInt(), number(outputs, "start", row));
      assertEquals(answer.get("end").asInt(), number(outputs, "end", row));
      assertEquals(answer.get("score").asDouble(), score(outputs, row), 1e-4);
      row++;
    }
    assertEquals(3, tensor(outputs, "answer").size(0));
  }

  @Test
  void infer_questionWithoutContext_isRefused() {
    CompletionException refused =
        assertThrows(
            CompletionException.class,
            () ->
                infer(
                    "tiny-bert-qa",
                    Map.of("text", texts(records("tiny-bert-qa"), "question")),
                    Parameters.NONE));
    assertEquals(
        "input text_pair: found none, expected the texts to find the answers in",
        assertInstanceOf(ServerException.class, refused.getCause()).getMessage());
  }

  @Test
  void infer_masks_areFilledAsByThePipeline() {
    List<JsonNode> records = records("tiny-bert-fill-mask").subList(0, 2);
    Map<String, RawTensor> outputs =
        infer("tiny-bert-fill-mask", Map.of("text", texts(records, "text")), Parameters.NONE);
    int row = 0;
    for (int i = 0; i < records.size(); i++) {
      JsonNode masks = records.get(i).get("pipeline_top5_per_mask");
      for (int mask = 0; mask < masks.size(); mask++) {
        for (JsonNode candidate : masks.get(mask)) {
          assertEquals(i, number(outputs, "text_index", row));
          assertEquals(mask, number(outputs, "mask_index", row));
          assertEquals(candidate.get("token").asInt(), number(outputs, "token_id", row));
          assertEquals(candidate.get("token_str").asString(), string(outputs, "token", row));
          assertEquals(candidate.get("score").asDouble(), score(outputs, row), 1e-5);
          row++;
        }
      }
    }
    assertEquals(row, tensor(outputs, "token").size(0));
  }

  private static Map<String, RawTensor> infer(
      String name, Map<String, RawTensor> inputs, Parameters parameters) {
    try (ServedModel model = ServedModels.load(FIXTURES.resolve(name), ServingOptions.DEFAULT)) {
      return model
          .infer(
              new InferenceRequest(inputs, Set.of(), parameters, RequestOptions.DEFAULT), () -> {})
          .join()
          .outputs();
    }
  }

  private static List<JsonNode> records(String name) {
    return new JsonMapper()
        .readTree(FIXTURES.resolve(name).resolve("expected.json").toFile())
        .get("records")
        .valueStream()
        .toList();
  }

  private static RawTensor texts(List<JsonNode> records, String field) {
    return RawTensor.ofStrings(
        records.stream()
            .map(each -> each.get(field).asString().getBytes(StandardCharsets.UTF_8))
            .toList(),
        records.size());
  }

  private static RawTensor tensor(Map<String, RawTensor> outputs, String name) {
    return Objects.requireNonNull(outputs.get(name), name);
  }

  private static int number(Map<String, RawTensor> outputs, String name, int row) {
    return tensor(outputs, name).bytes().getInt(4 * row);
  }

  private static float score(Map<String, RawTensor> outputs, int row) {
    return tensor(outputs, "score").bytes().getFloat(4 * row);
  }

  private static String string(Map<String, RawTensor> outputs, String name, int row) {
    return new String(tensor(outputs, name).strings().get(row), StandardCharsets.UTF_8);
  }
}
