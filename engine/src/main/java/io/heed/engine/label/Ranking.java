package io.heed.engine.label;

import java.util.Arrays;

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
    long[] keys = new long[scores.length];
    for (int id = 0; id < keys.length; id++) {
      keys[id] = key(scores[id], id);
    }
    Arrays.sort(keys);
    int size = Math.min(topK, keys.length);
    int[] best = new int[size];
    float[] bestScores = new float[size];
    for (int rank = 0; rank < size; rank++) {
      best[rank] = (int) keys[rank];
      bestScores[rank] = scores[best[rank]];
    }
    return new Ranking(best, bestScores);
  }

  /**
   * A number that is the smaller, the higher the score and then the lower the id. The bits of a
   * float are in the order of its value once those below the sign of a negative one are flipped.
   */
  private static long key(float score, int id) {
    int bits = Float.floatToIntBits(score + 0f); // + 0: minus zero equals zero
    int ascending = bits ^ ((bits >> 31) & Integer.MAX_VALUE);
    return ((long) ~ascending << 32) | id;
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
