package io.heed.engine;

import java.util.List;
import java.util.Objects;

/**
 * The answer for one text. Immutable. Two answers are equal if labels and scores are, whatever time
 * they took.
 *
 * @param label the best label
 * @param score its score, a probability from 0 to 1; of a regression, the value itself
 * @param scores the labels asked for, best first; equal scores in the order of the label ids
 * @param times where the time went
 */
public record Classification(String label, float score, List<LabelScore> scores, StageTimes times) {
  /** Copies the scores. */
  public Classification {
    scores = List.copyOf(scores);
  }

  /** An answer without times. */
  public Classification(String label, float score, List<LabelScore> scores) {
    this(label, score, scores, StageTimes.NONE);
  }

  /** The answer whose best label is the first of these, of which there must be one. */
  static Classification of(List<LabelScore> scores, StageTimes times) {
    return new Classification(scores.get(0).label(), scores.get(0).score(), scores, times);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Classification that
        && label.equals(that.label)
        && Float.compare(score, that.score) == 0
        && scores.equals(that.scores);
  }

  @Override
  public int hashCode() {
    return Objects.hash(label, score, scores);
  }
}
