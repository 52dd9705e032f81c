package io.heed.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.engine.Classification;
import io.heed.engine.LabelScore;
import io.heed.models.ModelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** All that is timed against each other does the same work: that of Hugging Face's own pipeline. */
class ContestantsTest {
  /** Between ONNX Runtime and PyTorch on this model, as the fixture states it. */
  private static final float LOGIT_TOLERANCE = 1e-4f;

  /** The fixture's own for probabilities. */
  private static final float SCORE_TOLERANCE = 1e-5f;

  private static final List<JsonNode> RECORDS = new ArrayList<>();

  @TempDir private static Path folder;

  private static Contestants contestants;

  @BeforeAll
  static void open() throws Exception {
    JsonNode expected =
        JsonMapper.shared()
            .readTree(Files.readString(TinyModel.DIRECTORY.resolve("expected.json")));
    for (JsonNode record : expected.path("records")) {
      if (List.of("short", "short, no final stop", "medium")
          .contains(record.path("note").asString())) {
        RECORDS.add(record);
      }
    }
    Path texts = folder.resolve("texts.txt");
    Files.write(texts, RECORDS.stream().map(record -> record.path("text").asString()).toList());
    contestants =
        Contestants.open(texts.toString(), TinyModel.DIRECTORY.toString(), Contestants.DEFAULT);
  }

  @AfterAll
  static void close() throws Exception {
    contestants.close();
  }

  @Test
  void fixture_hasTexts() {
    assertEquals(4, RECORDS.size());
    assertEquals(4, contestants.size());
  }

  @Test
  void everyRun_ofTheSameText_givesTheLogitsOfTransformers() throws Exception {
    for (int text = 0; text < RECORDS.size(); text++) {
      float[] expected = floats(RECORDS.get(text).path("logits"));
      assertArrayEquals(expected, contestants.bareRun(text), LOGIT_TOLERANCE, "bare");
      assertArrayEquals(expected, contestants.naiveRun(text), LOGIT_TOLERANCE, "naive");
      assertArrayEquals(expected, contestants.engineRun(text).row(0), LOGIT_TOLERANCE, "engine");
    }
  }

  @Test
  void tokenize_ofTheSameText_givesTheIdsOfTransformers() {
    for (int text = 0; text < RECORDS.size(); text++) {
      long[] expected =
          RECORDS.get(text).path("input_ids").valueStream().mapToLong(JsonNode::asLong).toArray();
      assertArrayEquals(expected, contestants.tokenize(text).ids());
    }
  }

  @Test
  void classifyAndRank_ofTheSameText_giveTheLabelsOfTransformers() {
    for (int text = 0; text < RECORDS.size(); text++) {
      JsonNode ranked = RECORDS.get(text).path("pipeline_top_k_none");
      Classification answer = contestants.classify(text);
      assertEquals(ranked.size(), answer.scores().size());
      for (int rank = 0; rank < ranked.size(); rank++) {
        String label = ranked.get(rank).path("label").asString();
        float score = ranked.get(rank).path("score").floatValue();
        assertEquals(label, answer.scores().get(rank).label());
        assertEquals(score, answer.scores().get(rank).score(), SCORE_TOLERANCE);
        assertEquals(label, contestants.labels().get(contestants.rank(text).labelId(rank)));
        assertEquals(score, contestants.rank(text).score(rank), SCORE_TOLERANCE);
      }
    }
  }

  /** Of the model that the benchmark takes by default; here the bare run is what is known. */
  @Test
  void classify_withTheBundledModel_hasTheSoftmaxOfTheBareRun() throws Exception {
    try (Contestants bundled =
        Contestants.open(Texts.HEADLINE, Contestants.BUNDLED, Contestants.DEFAULT)) {
      for (int text = 0; text < bundled.size(); text++) {
        float[] logits = bundled.bareRun(text).clone();
        assertArrayEquals(logits, bundled.naiveRun(text), "naive");
        assertArrayEquals(logits, bundled.engineRun(text).row(0), "engine");
        double sum = 0;
        for (float logit : logits) {
          sum += Math.exp(logit);
        }
        for (LabelScore score : bundled.classify(text).scores()) {
          double expected = Math.exp(logits[bundled.labels().indexOf(score.label())]) / sum;
          assertEquals(expected, score.score(), SCORE_TOLERANCE);
        }
      }
    }
  }

  @Test
  void open_unknownVariant_isRefusedByName() {
    ModelException e =
        assertThrows(
            ModelException.class,
            () -> Contestants.open("headline", TinyModel.DIRECTORY.toString(), "int4"));
    assertTrue(e.toString().contains("int4"), e.toString());
  }

  private static float[] floats(JsonNode array) {
    float[] values = new float[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).floatValue();
    }
    return values;
  }
}
