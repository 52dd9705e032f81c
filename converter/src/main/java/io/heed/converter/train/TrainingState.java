package io.heed.converter.train;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a run stands: with the texts and options, all that the rest of the run depends on. Confined
 * to the trainer's thread.
 */
final class TrainingState {
  /** The weights that steps move. */
  final float[] weights;

  /** Their exponential average. */
  final float[] average;

  /** Of all epochs so far, the weights of the best validation accuracy. */
  final float[] best;

  /** Adam's first moments. */
  final float[] firstMoments;

  /** Adam's second moments. */
  final float[] secondMoments;

  final List<EpochMetrics> history = new ArrayList<>();

  int step;
  int epoch;
  int batchInEpoch;
  double lossSum;
  long right;
  long texts;
  int bestEpoch;
  double bestAccuracy = -1;
  boolean finished;
  double seconds;

  TrainingState(int parameters) {
    this.weights = new float[parameters];
    this.average = new float[parameters];
    this.best = new float[parameters];
    this.firstMoments = new float[parameters];
    this.secondMoments = new float[parameters];
  }

  List<float[]> arrays() {
    return List.of(weights, average, best, firstMoments, secondMoments);
  }
}
