package io.heed.engine.label;

import java.util.List;

/**
 * Turns the logits of a text into ranked labels. Immutable.
 *
 * @param function how logits become scores
 * @param topK how many labels a text gets, 1 or more
 */
public record LabelHead(ScoreFunction function, int topK) {
  /** Checks. */
  public LabelHead {
    if (topK < 1) {
      throw new IllegalArgumentException("topK: " + topK + ", expected 1 or more");
    }
  }

  /** The ranked labels of a text from its logits, one a label. */
  public Ranking rank(float[] logits) {
    return Ranking.of(function.apply(logits), topK);
  }

  /**
   * The ranked labels of a text that was too long for one run.
   *
   * @param windowLogits the logits of each of its windows, label by label
   * @param aggregation how the scores of the windows become those of the text
   */
  public Ranking rankWindows(List<float[]> windowLogits, WindowAggregation aggregation) {
    return Ranking.of(aggregation.apply(windowLogits.stream().map(function::apply).toList()), topK);
  }
}
