package io.heed.engine.label;

import java.util.List;

/** How the scores of a long text's windows become those of the text. Stateless. */
public enum WindowAggregation {
  /** The mean of each label's scores: a text is what it is about on the whole. */
  MEAN {
    @Override
    float combine(List<float[]> windows, int label) {
      double sum = 0;
      for (float[] window : windows) {
        sum += window[label];
      }
      return (float) (sum / windows.size());
    }
  },
  /** The best of each label's scores: one window is enough. They need not add up to 1. */
  MAX {
    @Override
    float combine(List<float[]> windows, int label) {
      float max = Float.NEGATIVE_INFINITY;
      for (float[] window : windows) {
        max = Math.max(max, window[label]);
      }
      return max;
    }
  },
  /** Those of the first window, as if the text had been cut. */
  FIRST {
    @Override
    float combine(List<float[]> windows, int label) {
      return windows.get(0)[label];
    }
  };

  /**
   * The scores of a text, label by label, from those of its windows.
   *
   * @param windows one or more, of equal length
   */
  public float[] apply(List<float[]> windows) {
    if (windows.isEmpty()) {
      throw new IllegalArgumentException("windows: none, expected 1 or more");
    }
    float[] scores = new float[windows.get(0).length];
    for (int label = 0; label < scores.length; label++) {
      scores[label] = combine(windows, label);
    }
    return scores;
  }

  abstract float combine(List<float[]> windows, int label);
}
