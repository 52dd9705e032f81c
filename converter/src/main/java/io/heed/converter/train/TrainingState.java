package io.heed.converter.train;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Where a run stands: with the texts and options, all that the rest of the run depends on. Confined
 * to the trainer's thread.
 */
final class TrainingState {
  /** The weights that steps move. */
  final INDArray weights;

  /** Their exponential average. */
  final INDArray average;

  /** Of all epochs so far, the weights of the best validation accuracy. */
  final INDArray best;

  /** Adam's moments. */
  final INDArray moments;

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

  TrainingState(long parameters, INDArray moments) {
    this.weights = Nd4j.create(DataType.FLOAT, parameters);
    this.average = Nd4j.create(DataType.FLOAT, parameters);
    this.best = Nd4j.create(DataType.FLOAT, parameters);
    this.moments = moments;
  }

  List<INDArray> arrays() {
    return List.of(weights, average, best, moments);
  }
}
