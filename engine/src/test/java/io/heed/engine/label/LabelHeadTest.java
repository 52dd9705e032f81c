package io.heed.engine.label;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LabelHeadTest {
  /** One unit in the last place of a float near 1. */
  private static final float ULP = 6e-8f;

  @Test
  void softmax_ofLogarithms_givesTheirShares() {
    float[] logits = {(float) Math.log(1), (float) Math.log(3), (float) Math.log(4)};
    assertArrayEquals(new float[] {0.125f, 0.375f, 0.5f}, ScoreFunction.SOFTMAX.apply(logits), ULP);
  }

  @Test
  void softmax_ofHugeLogits_doesNotOverflow() {
    assertArrayEquals(
        new float[] {0.5f, 0.5f, 0},
        ScoreFunction.SOFTMAX.apply(new float[] {3e38f, 3e38f, -3e38f}));
  }

  @Test
  void sigmoid_ofLogits_givesClosedForms() {
    float[] logits = {0, (float) Math.log(3), -3e38f, 3e38f};
    assertArrayEquals(new float[] {0.5f, 0.75f, 0, 1}, ScoreFunction.SIGMOID.apply(logits), ULP);
  }

  @Test
  void rank_scoresWithTies_putsTheLowerLabelIdFirst() {
    Ranking ranking = new LabelHead(ScoreFunction.IDENTITY, 3).rank(new float[] {1, 7, 3, 7});
    assertEquals(3, ranking.size());
    int[] labels = {ranking.labelId(0), ranking.labelId(1), ranking.labelId(2)};
    assertArrayEquals(new int[] {1, 3, 2}, labels);
    assertEquals(7f, ranking.score(1));
    assertEquals(3f, ranking.score(2));
  }

  @Test
  void rank_anyFloats_areInDescendingOrder() {
    float[] scores = {-1, 0f, -0f, 1e-40f, -3e38f, 3e38f, Float.NEGATIVE_INFINITY, 0.5f, -1e-40f};
    Ranking ranking = new LabelHead(ScoreFunction.IDENTITY, 9).rank(scores);
    int[] labels = IntStream.range(0, 9).map(ranking::labelId).toArray();
    assertArrayEquals(new int[] {5, 7, 3, 1, 2, 8, 0, 4, 6}, labels);
  }

  @Test
  void rank_moreThanThereAre_givesAll() {
    LabelHead head = new LabelHead(ScoreFunction.SOFTMAX, Integer.MAX_VALUE);
    assertEquals(2, head.rank(new float[] {1, 2}).size());
  }

  @Test
  void of_topKThatCannotBe_isRefused() {
    assertThrows(IllegalArgumentException.class, () -> new LabelHead(ScoreFunction.SOFTMAX, 0));
  }
}
