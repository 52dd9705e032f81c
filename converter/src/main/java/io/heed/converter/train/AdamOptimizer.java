package io.heed.converter.train;

/**
 * Adam (Kingma and Ba, "Adam: A Method for Stochastic Optimization", 2015, algorithm 1; epsilon
 * 1e-7 as in Keras) with clipping of the global norm, on flat vectors. Confined to the trainer's
 * thread.
 *
 * <p>One pass over plain arrays, which the compiler vectorises; ND4J's operators make six passes
 * and take eight times as long.
 */
final class AdamOptimizer {
  private static final double FIRST_DECAY = 0.9;
  private static final double SECOND_DECAY = 0.999;
  private static final float EPSILON = 1e-7f;

  private final float[] first;
  private final float[] second;
  private final LearningRateSchedule schedule;
  private final double clipNorm;
  private final double weightDecay;

  /**
   * @param first moments, all 0 before step 0; updated in place
   * @param second moments, likewise
   */
  AdamOptimizer(
      float[] first,
      float[] second,
      LearningRateSchedule schedule,
      double clipNorm,
      double weightDecay) {
    this.first = first;
    this.second = second;
    this.schedule = schedule;
    this.clipNorm = clipNorm;
    this.weightDecay = weightDecay;
  }

  /**
   * Moves the weights by one step.
   *
   * @param step counted from 0
   * @param gradient flat
   * @param weights flat; updated in place
   */
  void update(int step, float[] gradient, float[] weights) {
    double norm = Math.sqrt(squares(gradient));
    double rate = schedule.at(step);
    float scale = (float) (norm > clipNorm ? clipNorm / norm : 1);
    float firstCorrection = (float) (1 / (1 - Math.pow(FIRST_DECAY, step + 1)));
    float secondCorrection = (float) (1 / (1 - Math.pow(SECOND_DECAY, step + 1)));
    float kept = (float) (1 - rate * weightDecay);
    float firstDecay = (float) FIRST_DECAY;
    float firstShare = (float) (1 - FIRST_DECAY);
    float secondDecay = (float) SECOND_DECAY;
    float secondShare = (float) (1 - SECOND_DECAY);
    float stepRate = (float) rate;
    for (int i = 0; i < weights.length; i++) {
      float g = gradient[i] * scale;
      float m = firstDecay * first[i] + firstShare * g;
      float v = secondDecay * second[i] + secondShare * g * g;
      first[i] = m;
      second[i] = v;
      float deviation = (float) Math.sqrt(v * secondCorrection);
      weights[i] = kept * weights[i] - stepRate * (m * firstCorrection) / (deviation + EPSILON);
    }
  }

  /** In four sums, so that an addition need not wait for the one before. */
  private static double squares(float[] values) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    for (; i + 3 < values.length; i += 4) {
      a += (double) values[i] * values[i];
      b += (double) values[i + 1] * values[i + 1];
      c += (double) values[i + 2] * values[i + 2];
      d += (double) values[i + 3] * values[i + 3];
    }
    for (; i < values.length; i++) {
      a += (double) values[i] * values[i];
    }
    return a + b + c + d;
  }
}
