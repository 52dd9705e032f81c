package io.heed.engine;

import java.util.List;

/**
 * The answer for one text. Immutable.
 *
 * @param label the best label
 * @param score its score, a probability from 0 to 1; of a regression, the value itself
 * @param scores the labels asked for, best first; equal scores in the order of the label ids
 */
public record Classification(String label, float score, List<LabelScore> scores) {
  /** Copies the scores. */
  public Classification {
    scores = List.copyOf(scores);
  }

  /** The answer whose best label is the first of these, of which there must be one. */
  static Classification of(List<LabelScore> scores) {
    return new Classification(scores.get(0).label(), scores.get(0).score(), scores);
  }
}
