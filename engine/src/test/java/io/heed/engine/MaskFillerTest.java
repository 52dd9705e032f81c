package io.heed.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.engine.error.EngineException;
import io.heed.engine.testing.HfFixture;
import io.heed.engine.testing.JsonRecord;
import io.heed.engine.testing.TaskFixtures;
import io.heed.engine.testing.WordLevel;
import io.heed.models.ModelConfig;
import io.heed.models.ModelDirectory;
import io.heed.models.ModelDirectoryWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MaskFillerTest extends TaskEngineContract<MaskFiller, FilledText> {
  /** The fixtures' tolerance for probabilities. */
  private static final float TOLERANCE = 1e-5f;

  @Override
  HfFixture fixture() {
    return TaskFixtures.FILL_MASK;
  }

  @Override
  MaskFillerBuilder builder(ModelDirectory directory) {
    return MaskFiller.builder(directory);
  }

  @Override
  MaskFiller build(EngineBuilder<?> builder) {
    return ((MaskFillerBuilder) builder).build();
  }

  @Override
  FilledText call(MaskFiller engine, String text, RequestOptions options) {
    return engine.fill(text, options);
  }

  @Override
  CompletableFuture<FilledText> callAsync(MaskFiller engine, String text, RequestOptions options) {
    return engine.fillAsync(text, options);
  }

  @Override
  List<FilledText> callAll(MaskFiller engine, List<String> texts) {
    return engine.fillAll(texts);
  }

  @Override
  StageTimes times(FilledText answer) {
    return answer.times();
  }

  @Override
  String text() {
    return "Oil prices [MASK] on Monday.";
  }

  @Override
  String longText() {
    return "The [MASK] rose sharply" + " and fell".repeat(600);
  }

  @Test
  void fill_textsOfTheReference_givesThePipelinesTokens() {
    List<JsonRecord> records = JsonRecord.of(TaskFixtures.FILL_MASK);
    assertEquals(6, records.size());
    List<String> texts = records.stream().map(JsonRecord::first).toList();
    ModelDirectory directory = ModelDirectory.open(fixture().directory());
    try (MaskFiller filler = MaskFiller.load(directory);
        MaskFiller batches = builder(directory).maxBatchRows(4).lanes(1).build()) {
      List<FilledText> all = batches.fillAll(texts);
      for (int i = 0; i < texts.size(); i++) {
        assertMasks(records.get(i), filler.fill(texts.get(i)));
        assertMasks(records.get(i), filler.fillAsync(texts.get(i)).join());
        assertMasks(records.get(i), all.get(i));
      }
    }
  }

  private static void assertMasks(JsonRecord record, FilledText found) {
    int masks = record.ints("mask_positions").length;
    assertEquals(masks, found.masks().size());
    for (int mask = 0; mask < masks; mask++) {
      JsonRecord best = new JsonRecord(record.json().get("pipeline_top5_per_mask").get(mask));
      assertEquals(best.json().size(), found.masks().get(mask).size());
      for (int rank = 0; rank < best.json().size(); rank++) {
        JsonRecord expected = new JsonRecord(best.json().get(rank));
        MaskCandidate candidate = found.masks().get(mask).get(rank);
        assertEquals(expected.json().get("token").intValue(), candidate.tokenId());
        assertEquals(expected.string("token_str"), candidate.token());
        assertEquals(expected.json().get("score").floatValue(), candidate.score(), TOLERANCE);
      }
    }
  }

  /** By hand, with the pipeline's rule: special tokens are left out unless there are more masks. */
  @Test
  void fill_sequence_hasTheTokenInPlaceOfTheMask() {
    try (MaskFiller filler = MaskFiller.load(fixture().directory())) {
      List<MaskCandidate> single = filler.fill(text()).masks().get(0);
      assertEquals("oil prices women on monday.", single.get(0).sequence());
      assertEquals("oil pricescl on monday.", single.get(1).sequence());
      FilledText two = filler.fill("The [MASK] [MASK] rose sharply.");
      String first = two.masks().get(0).get(0).sequence();
      assertTrue(first.startsWith("[CLS] the fil [MASK] rose"), first);
      assertTrue(first.endsWith("[SEP]"), first);
      String second = two.masks().get(1).get(1).sequence();
      assertTrue(second.startsWith("[CLS] the [MASK] women rose"), second);
      assertEquals("[MASK]", filler.mask());
    }
  }

  @Test
  void fill_withTopK_givesSoMany() {
    try (MaskFiller filler = builder(ModelDirectory.open(fixture().directory())).topK(2).build()) {
      assertEquals(2, filler.fill(text()).masks().get(0).size());
    }
  }

  @Test
  void fill_withoutAMask_isRefused() {
    try (MaskFiller filler = MaskFiller.load(fixture().directory())) {
      for (String text : List.of("", "no mask", "word ".repeat(600) + "[MASK]")) {
        EngineException refused =
            assertThrows(EngineException.class, () -> filler.fillAll(List.of(text(), text)));
        assertKind(EngineException.Kind.INVALID_INPUT, refused);
        assertEquals(OptionalInt.of(1), refused.inputIndex());
        assertTrue(String.valueOf(refused.getMessage()).contains("expected [MASK]"));
        assertKind(EngineException.Kind.INVALID_INPUT, failure(filler.fillAsync(text)));
      }
    }
  }

  @Test
  void load_tokenizerWithoutAMask_isRefusedAndLeavesNothingOpen(@TempDir Path temp) {
    ModelDirectory directory =
        ModelDirectoryWriter.to(temp.resolve("m"))
            .config(ModelConfig.builder(List.of()).build())
            .tokenizer(WordLevel.json("oil").getBytes(StandardCharsets.UTF_8))
            .variant("fp32", fixture().read("model.onnx"))
            .write();
    EngineException refused = assertThrows(EngineException.class, () -> MaskFiller.load(directory));
    assertKind(EngineException.Kind.MODEL, refused);
    String message = String.valueOf(refused.getMessage());
    assertTrue(message.contains("found no mask") && message.contains("mask_token"), message);
  }

  @Test
  void load_graphWithoutTokenLogits_isRefusedWithFoundAndExpected() {
    EngineException refused =
        assertThrows(EngineException.class, () -> MaskFiller.load(HfFixture.BERT.directory()));
    String message = String.valueOf(refused.getMessage());
    assertTrue(message.contains("found outputs [logits FLOAT [batch_size, 4]]"), message);
    assertTrue(message.contains("expected logits FLOAT [batch, sequence, width]"), message);
  }
}
