package io.heed.server.client;

import io.heed.engine.LabelScore;
import io.heed.server.binary.frame.LabelRows;
import java.util.ArrayList;
import java.util.List;

/**
 * What a model says of a text. Immutable.
 *
 * @param label the best one
 * @param score its score, a probability from 0 to 1; of a regression, the value itself
 * @param scores the labels that were asked for, best first; one at least
 */
public record Prediction(String label, float score, List<LabelScore> scores) {
  /** Copies the scores. */
  public Prediction {
    scores = List.copyOf(scores);
  }

  static Prediction of(LabelRows rows, int text) {
    List<LabelScore> scores = new ArrayList<>(rows.perText());
    for (int rank = 0; rank < rows.perText(); rank++) {
      scores.add(new LabelScore(rows.label(text, rank), rows.score(text, rank)));
    }
    return new Prediction(rows.label(text, 0), rows.score(text, 0), scores);
  }

  static List<Prediction> all(LabelRows rows) {
    List<Prediction> all = new ArrayList<>(rows.texts());
    for (int text = 0; text < rows.texts(); text++) {
      all.add(of(rows, text));
    }
    return List.copyOf(all);
  }
}
