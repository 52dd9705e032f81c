package io.heed.engine.label;

import io.heed.engine.runtime.Logits;

/**
 * Turns the logits of a run into ranked labels. Immutable.
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

  /** The ranked labels of the text in a row. */
  public Ranking rank(Logits logits, int row) {
    return Ranking.of(function.apply(logits.row(row)), topK);
  }
}
