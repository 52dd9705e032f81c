package io.heed.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.engine.error.EngineException;
import io.heed.engine.label.Entity;
import io.heed.engine.label.EntityAggregation;
import io.heed.engine.testing.HfFixture;
import io.heed.engine.testing.JsonRecord;
import io.heed.engine.testing.TaskFixtures;
import io.heed.models.ModelDirectory;
import io.heed.models.ModelDirectoryWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TokenClassifierTest extends TaskEngineContract<TokenClassifier, TokenClassification> {
  /** The fixtures' tolerance for probabilities. */
  private static final float TOLERANCE = 1e-5f;

  /** Each sentence fills a window of its own but for the special tokens. */
  private static final List<String> SENTENCES =
      List.of(
          "John Miller flew from Berlin to New York on Monday.",
          "Maria Lopez beat Jane Wong in the French Open final.");

  @Override
  HfFixture fixture() {
    return TaskFixtures.NER;
  }

  @Override
  TokenClassifierBuilder builder(ModelDirectory directory) {
    return TokenClassifier.builder(directory);
  }

  @Override
  TokenClassifier build(EngineBuilder<?> builder) {
    return ((TokenClassifierBuilder) builder).build();
  }

  @Override
  TokenClassification call(TokenClassifier engine, String text, RequestOptions options) {
    return engine.classify(text, options);
  }

  @Override
  CompletableFuture<TokenClassification> callAsync(
      TokenClassifier engine, String text, RequestOptions options) {
    return engine.classifyAsync(text, options);
  }

  @Override
  List<TokenClassification> callAll(TokenClassifier engine, List<String> texts) {
    return engine.classifyAll(texts);
  }

  @Override
  StageTimes times(TokenClassification answer) {
    return answer.times();
  }

  @Override
  String text() {
    return SENTENCES.get(0);
  }

  @Override
  String longText() {
    return (SENTENCES.get(1) + " ").repeat(80);
  }

  @ParameterizedTest
  @EnumSource(EntityAggregation.class)
  void classify_textsOfTheReference_givesThePipelinesEntities(EntityAggregation aggregation) {
    String name = "pipeline_" + aggregation.name().toLowerCase(Locale.ROOT);
    List<JsonRecord> records = JsonRecord.of(TaskFixtures.NER);
    assertEquals(12, records.size());
    try (TokenClassifier classifier =
        builder(ModelDirectory.open(fixture().directory())).aggregation(aggregation).build()) {
      List<String> texts = records.stream().map(JsonRecord::first).toList();
      List<TokenClassification> all = classifier.classifyAll(texts);
      for (int i = 0; i < texts.size(); i++) {
        assertEntities(records.get(i), name, classifier.classify(texts.get(i)));
        assertEntities(records.get(i), name, all.get(i));
        assertEntities(records.get(i), name, classifier.classifyAsync(texts.get(i)).join());
      }
      assertEquals("I-MISC", classifier.labels().get(8));
    }
  }

  private static void assertEntities(JsonRecord record, String name, TokenClassification found) {
    String text = record.first();
    List<JsonRecord> expected = record.list(name);
    assertEquals(expected.size(), found.entities().size(), () -> found + " in " + text);
    for (int i = 0; i < expected.size(); i++) {
      JsonRecord entity = expected.get(i);
      Entity entityFound = found.entities().get(i);
      String label = entity.string(entity.has("entity") ? "entity" : "entity_group");
      assertEquals(label, entityFound.label());
      assertEquals(entity.json().get("score").floatValue(), entityFound.score(), TOLERANCE);
      int start = text.offsetByCodePoints(0, entity.json().get("start").intValue());
      int end = text.offsetByCodePoints(0, entity.json().get("end").intValue());
      assertEquals(start, entityFound.start());
      assertEquals(text.substring(start, end), entityFound.text());
    }
  }

  /** Two sentences of 16 tokens each, in windows of 18: what each has by itself, moved. */
  @Test
  void classify_windowsThatShareNothing_givesTheEntitiesOfEachWindowRunByItself() {
    try (TokenClassifier single = builder(ModelDirectory.open(fixture().directory())).build();
        TokenClassifier windows =
            builder(ModelDirectory.open(fixture().directory()))
                .maxTokens(18)
                .longTexts(LongTexts.windows(0))
                .build()) {
      String first = SENTENCES.get(0);
      String text = first + " " + first + " " + first;
      List<Entity> expected = new ArrayList<>();
      for (int shift = 0; shift < text.length(); shift += first.length() + 1) {
        for (Entity entity : single.classify(first).entities()) {
          expected.add(
              new Entity(
                  entity.label(),
                  entity.score(),
                  entity.text(),
                  entity.start() + shift,
                  entity.end() + shift));
        }
      }
      assertTrue(expected.size() > 6);
      assertEquals(expected, windows.classify(text).entities());
      assertEquals(expected, windows.classifyAsync(text).join().entities());
      assertEquals(expected, windows.classifyAll(List.of(first, text)).get(1).entities());
    }
  }

  @Test
  void classify_cut_findsNothingBehindTheCut() {
    ModelDirectory directory = ModelDirectory.open(fixture().directory());
    String text = SENTENCES.get(0) + " " + SENTENCES.get(0);
    try (TokenClassifier cut =
            builder(directory).maxTokens(18).longTexts(LongTexts.truncate()).build();
        TokenClassifier single = builder(directory).build()) {
      assertEquals(single.classify(SENTENCES.get(0)), cut.classify(text));
    }
  }

  @Test
  void classify_refusedForItsLength_namesTokensAndLimit() {
    try (TokenClassifier classifier =
        builder(ModelDirectory.open(fixture().directory()))
            .maxTokens(18)
            .longTexts(LongTexts.refuse())
            .build()) {
      assertTrue(classifier.classify(SENTENCES.get(0)).entities().size() > 2);
      EngineException refused =
          assertThrows(
              EngineException.class,
              () -> classifier.classifyAll(List.of(SENTENCES.get(0), SENTENCES.get(0) + " a")));
      assertKind(EngineException.Kind.INVALID_INPUT, refused);
      assertEquals(
          "text 1 (counted from 0): 19 tokens, special tokens included, expected at most 18 of a"
              + " text that must not be cut",
          refused.getMessage());
    }
  }

  @Test
  void build_strideAsLongAsAWindow_isRefused() {
    TokenClassifierBuilder builder =
        builder(ModelDirectory.open(fixture().directory()))
            .maxTokens(18)
            .longTexts(LongTexts.windows(15));
    EngineException refused = assertThrows(EngineException.class, builder::build);
    assertTrue(String.valueOf(refused.getMessage()).contains("15, expected less than 15"));
    assertThrows(IllegalArgumentException.class, () -> LongTexts.windows(-1));
  }

  @Test
  void load_withoutLabels_isRefusedWithFoundAndExpected() {
    EngineException refused =
        assertThrows(
            EngineException.class, () -> TokenClassifier.load(TaskFixtures.FILL_MASK.directory()));
    assertKind(EngineException.Kind.MODEL, refused);
    String message = String.valueOf(refused.getMessage());
    assertTrue(message.contains("config.json: 'id2label': found nothing, expected"), message);
    assertTrue(message.contains("BertForMaskedLM"), message);
  }

  @Test
  void load_graphOfAnotherTask_isRefusedWithFoundAndExpected(@TempDir Path temp) {
    ModelDirectory directory =
        ModelDirectoryWriter.to(temp.resolve("m"))
            .config(ModelDirectory.open(fixture().directory()).config())
            .tokenizer(fixture().read("tokenizer.json"))
            .variant("fp32", HfFixture.BERT.read("model.onnx"))
            .write();
    EngineException refused =
        assertThrows(EngineException.class, () -> TokenClassifier.load(directory));
    String message = String.valueOf(refused.getMessage());
    assertTrue(message.contains("found outputs [logits FLOAT [batch_size, 4]]"), message);
    assertTrue(message.contains("expected logits FLOAT [batch, sequence, 9]"), message);
  }
}
