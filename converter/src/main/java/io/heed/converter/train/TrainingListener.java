package io.heed.converter.train;

/** Watches a run; called on the trainer's thread. */
public interface TrainingListener {
  /**
   * After each step.
   *
   * @param progress where the run stands
   */
  void onStep(StepProgress progress);

  /** After each epoch. */
  void onEpoch(EpochMetrics metrics);

  /**
   * Where a run stands.
   *
   * @param epoch counted from 1
   * @param texts texts of this epoch that were trained on
   * @param epochTexts texts an epoch
   * @param loss mean over the epoch so far
   * @param accuracy share of right answers over the epoch so far
   */
  record StepProgress(int epoch, long texts, long epochTexts, double loss, double accuracy) {}
}
