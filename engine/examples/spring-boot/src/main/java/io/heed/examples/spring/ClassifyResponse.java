package io.heed.examples.spring;

import io.heed.engine.Classification;
import io.heed.engine.LabelScore;
import java.util.List;

/**
 * The answer to {@code POST /classify}. Immutable.
 *
 * @param answers one a text, in the order of the texts
 */
record ClassifyResponse(List<Answer> answers) {
  /** The classifications as the client sees them. */
  static ClassifyResponse of(List<Classification> classifications) {
    return new ClassifyResponse(classifications.stream().map(Answer::of).toList());
  }

  /**
   * The answer for one text.
   *
   * @param label the best label
   * @param score its score, a probability from 0 to 1
   * @param scores all labels, best first
   */
  record Answer(String label, float score, List<LabelScore> scores) {
    static Answer of(Classification classification) {
      return new Answer(classification.label(), classification.score(), classification.scores());
    }
  }
}
