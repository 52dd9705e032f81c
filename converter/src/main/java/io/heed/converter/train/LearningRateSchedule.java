package io.heed.converter.train;

/**
 * A rate that rises linearly over the warm-up and then falls linearly to 0 at the last step.
 *
 * @param peak the rate at the end of the warm-up
 * @param warmupSteps steps of the warm-up
 * @param totalSteps steps of the whole run
 */
record LearningRateSchedule(double peak, int warmupSteps, int totalSteps) {
  /** The rate of a step, counted from 0. */
  double at(int step) {
    if (step < warmupSteps) {
      return peak * (step + 1) / warmupSteps;
    }
    return peak * Math.max(0, totalSteps - step) / Math.max(1, totalSteps - warmupSteps);
  }
}
