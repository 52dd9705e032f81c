package io.heed.engine.label;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The best labels of a text, best first; equal scores stand in the order of the label ids.
 * Immutable by agreement: arrays are handed out as they are.
 */
public final class Ranking {
  private final int[] labelIds;
  private final float[] scores;

  private Ranking(int[] labelIds, float[] scores) {
    this.labelIds = labelIds;
    this.scores = scores;
  }

  /**
   * The {@code topK} best of the scores, which are given label by label; all if there are fewer.
   */
  static Ranking of(float[] scores, int topK) {
    int[] best =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -scores[i]))
            .limit(topK)
            .mapToInt(Integer::intValue)
            .toArray();
    float[] bestScores = new float[best.length];
    for (int i = 0; i < best.length; i++) {
      bestScores[i] = scores[best[i]];
    }
    return new Ranking(best, bestScores);
  }

  /** How many labels are ranked. */
  public int size() {
    return labelIds.length;
  }

  /** The id of the label at a rank, from 0. */
  public int labelId(int rank) {
    return labelIds[rank];
  }

  /** The score of the label at a rank, from 0. */
  public float score(int rank) {
    return scores[rank];
  }
}
