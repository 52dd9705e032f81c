package io.heed.engine.label;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Closed forms, by hand. */
class WindowAggregationTest {
  private static final List<float[]> WINDOWS =
      List.of(new float[] {0.25f, 0.75f}, new float[] {1, 0}, new float[] {0.25f, 0.75f});

  @Test
  void apply_eachAggregation_isTheClosedForm() {
    assertArrayEquals(new float[] {0.5f, 0.5f}, WindowAggregation.MEAN.apply(WINDOWS));
    assertArrayEquals(new float[] {1, 0.75f}, WindowAggregation.MAX.apply(WINDOWS));
    assertArrayEquals(new float[] {0.25f, 0.75f}, WindowAggregation.FIRST.apply(WINDOWS));
  }

  @Test
  void apply_noWindow_isRefused() {
    assertThrows(IllegalArgumentException.class, () -> WindowAggregation.MEAN.apply(List.of()));
  }

  @Test
  void rankWindows_logitsOfWindows_ranksTheirScores() {
    float third = (float) Math.log(3);
    List<float[]> logits = List.of(new float[] {0, third}, new float[] {40, 0});
    LabelHead head = new LabelHead(ScoreFunction.SOFTMAX, 2);
    Ranking mean = head.rankWindows(logits, WindowAggregation.MEAN);
    assertEquals(0, mean.labelId(0));
    assertEquals(0.625f, mean.score(0), 1e-6f);
    Ranking first = head.rankWindows(logits, WindowAggregation.FIRST);
    assertEquals(1, first.labelId(0));
    assertEquals(0.75f, first.score(0), 1e-6f);
  }
}
