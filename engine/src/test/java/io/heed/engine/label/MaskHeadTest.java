package io.heed.engine.label;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.heed.engine.testing.JsonRecord;
import io.heed.engine.testing.TaskFixtures;
import io.heed.engine.token.TextTokenizer;
import io.heed.engine.token.TokenSequence;
import java.util.Arrays;
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
        assertArrayEquals(masks, head.positions(tokens));
        float[] rows = record.floats("logits_at_masks");
        int vocabulary = rows.length / masks.length;
        for (int i = 0; i < masks.length; i++) {
          float[] logits = Arrays.copyOfRange(rows, i * vocabulary, (i + 1) * vocabulary);
          MaskFill fill = head.fill(masks[i], logits);
          assertEquals(masks[i], fill.position());
          assertRanking(tokenizer, record, i, fill.tokens());
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
  void positions_textWithoutAMask_areNone() {
    TokenSequence tokens = TokenSequence.of(new long[] {2, 3}, new long[2]);
    assertEquals(0, new MaskHead(4, 5).positions(tokens).length);
  }

  @Test
  void fill_moreThanTheVocabulary_givesAll() {
    MaskFill fill = new MaskHead(4, 5).fill(1, new float[] {0, 9, 3});
    assertEquals(3, fill.tokens().size());
    assertEquals(1, fill.tokens().labelId(0));
    assertThrows(IllegalArgumentException.class, () -> new MaskHead(4, 0));
  }
}
