package io.heed.converter.train;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.AdamUpdater;
import org.nd4j.linalg.learning.config.Adam;

/**
 * Adam (Kingma and Ba, 2015; epsilon 1e-7 as in Keras) with clipping of the global norm, on flat
 * vectors. Confined to the trainer's thread.
 */
final class AdamOptimizer {
  private static final Adam UNIT_RATE =
      Adam.builder().learningRate(1).beta1(0.9).beta2(0.999).epsilon(1e-7).build();

  private final INDArray moments;
  private final AdamUpdater updater;
  private final LearningRateSchedule schedule;
  private final double clipNorm;
  private final double weightDecay;

  AdamOptimizer(
      long parameters, LearningRateSchedule schedule, double clipNorm, double weightDecay) {
    this.moments = Nd4j.create(DataType.FLOAT, 1, 2 * parameters);
    this.updater = (AdamUpdater) UNIT_RATE.instantiate(moments, true);
    this.schedule = schedule;
    this.clipNorm = clipNorm;
    this.weightDecay = weightDecay;
  }

  /** Both moments, flat: part of a checkpoint, may be assigned to on resuming. */
  INDArray moments() {
    return moments;
  }

  /**
   * Moves the weights by one step.
   *
   * @param step counted from 0
   * @param gradient flat; overwritten
   * @param weights flat; updated in place
   */
  void update(int step, INDArray gradient, INDArray weights) {
    double norm = gradient.norm2Number().doubleValue();
    if (norm > clipNorm) {
      gradient.muli(clipNorm / norm);
    }
    updater.applyUpdater(gradient.reshape(1, gradient.length()), step, 0);
    double rate = schedule.at(step);
    if (weightDecay > 0) {
      weights.muli(1 - rate * weightDecay);
    }
    weights.subi(gradient.muli(rate));
  }
}
