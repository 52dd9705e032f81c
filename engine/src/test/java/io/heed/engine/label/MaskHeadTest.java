package io.heed.engine.label;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.heed.engine.error.EngineException;
import io.heed.engine.testing.JsonRecord;
import io.heed.engine.testing.TaskFixtures;
import io.heed.engine.token.TextTokenizer;
import io.heed.engine.token.TokenSequence;
import java.util.List;
import org.junit.jupiter.api.Test;

class MaskHeadTest {
  /** As the reference allows for probabilities. */
  private static final float TOLERANCE = 1e-5f;

  @Test
  void fills_logitsOfTheReference_areThoseOfThePipeline() {
    try (TextTokenizer tokenizer = TaskFixtures.tokenizer(TaskFixtures.FILL_MASK)) {
      MaskHead head = new MaskHead(tokenizer.tokenId("[MASK]").getAsLong(), 5);
      for (JsonRecord record : JsonRecord.of(TaskFixtures.FILL_MASK)) {
        TokenSequence tokens = tokenizer.encode(record.first());
        int[] masks = record.ints("mask_positions");
        float[] rows = record.floats("logits_at_masks"); // of the masks only: the rest stays 0
        int vocabulary = rows.length / masks.length;
        float[] logits = new float[tokens.length() * vocabulary];
        for (int i = 0; i < masks.length; i++) {
          System.arraycopy(rows, i * vocabulary, logits, masks[i] * vocabulary, vocabulary);
        }
        List<MaskFill> fills = head.fills(tokens, logits);
        assertEquals(masks.length, fills.size());
        for (int i = 0; i < masks.length; i++) {
          assertEquals(masks[i], fills.get(i).position());
          assertRanking(tokenizer, record, i, fills.get(i).tokens());
        }
      }
    }
  }

  private static void assertRanking(
      TextTokenizer tokenizer, JsonRecord record, int mask, Ranking found) {
    JsonRecord best = new JsonRecord(record.json().get("pipeline_top5_per_mask").get(mask));
    assertEquals(5, best.json().size());
    assertEquals(5, found.size());
    for (int rank = 0; rank < 5; rank++) {
      JsonRecord expected = new JsonRecord(best.json().get(rank));
      assertEquals(expected.json().get("token").intValue(), found.labelId(rank));
      assertEquals(expected.json().get("score").floatValue(), found.score(rank), TOLERANCE);
      assertEquals(
          expected.string("token_str"), tokenizer.decode(new long[] {found.labelId(rank)}, false));
    }
  }

  @Test
  void fills_textWithoutAMask_isRefused() {
    TokenSequence tokens = TokenSequence.of(new long[] {2, 3}, new long[2]);
    EngineException refused =
        assertThrows(EngineException.class, () -> new MaskHead(4, 5).fills(tokens, new float[4]));
    assertEquals(EngineException.Kind.INVALID_INPUT, refused.kind());
  }

  @Test
  void fills_valuesOfAnotherShape_areRefused() {
    TokenSequence tokens = TokenSequence.of(new long[] {4, 3}, new long[2]);
    assertThrows(
        IllegalArgumentException.class, () -> new MaskHead(4, 5).fills(tokens, new float[3]));
    assertThrows(
        IllegalArgumentException.class,
        () -> new MaskHead(4, 5).fills(TokenSequence.of(new long[0], new long[0]), new float[0]));
    assertThrows(IllegalArgumentException.class, () -> new MaskHead(4, 0));
  }
}
