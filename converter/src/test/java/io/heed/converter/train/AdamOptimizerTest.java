package io.heed.converter.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class AdamOptimizerTest {
  private static final LearningRateSchedule CONSTANT =
      new LearningRateSchedule(0.1, 1, 1_000_000_000);

  @Test
  void update_firstStep_movesEachWeightByTheRate() {
    // Kingma and Ba, section 2.1: the first step is the rate times the gradient's sign.
    AdamOptimizer optimizer = new AdamOptimizer(new float[3], new float[3], CONSTANT, 1e9, 0);
    float[] weights = {1f, 2f, 3f};
    optimizer.update(0, new float[] {0.5f, -2f, 30f}, weights);
    assertArrayEquals(new float[] {0.9f, 2.1f, 2.9f}, weights, 1e-5f);
  }

  @Test
  void update_twoSteps_followsTheAlgorithm() {
    AdamOptimizer optimizer = new AdamOptimizer(new float[1], new float[1], CONSTANT, 1e9, 0);
    float[] weights = {1f};
    double m = 0;
    double v = 0;
    double expected = 1;
    double[] gradients = {0.5, -0.2, 0.1};
    for (int step = 0; step < gradients.length; step++) {
      double g = gradients[step];
      optimizer.update(step, new float[] {(float) g}, weights);
      m = 0.9 * m + 0.1 * g;
      v = 0.999 * v + 0.001 * g * g;
      double mHat = m / (1 - Math.pow(0.9, step + 1));
      double vHat = v / (1 - Math.pow(0.999, step + 1));
      expected -= 0.1 * mHat / (Math.sqrt(vHat) + 1e-7);
      assertEquals(expected, weights[0], 1e-5, "step " + step);
    }
  }

  @Test
  void update_largeGradient_isScaledToTheNorm() {
    // Adam itself ignores the scale, so the second step tells: it mixes a clipped with a plain one.
    AdamOptimizer clipped = new AdamOptimizer(new float[2], new float[2], CONSTANT, 1, 0);
    AdamOptimizer plain = new AdamOptimizer(new float[2], new float[2], CONSTANT, 1e9, 0);
    float[] a = {0f, 0f};
    float[] b = {0f, 0f};
    clipped.update(0, new float[] {30f, 40f}, a);
    plain.update(0, new float[] {0.6f, 0.8f}, b);
    clipped.update(1, new float[] {-0.1f, 0.2f}, a);
    plain.update(1, new float[] {-0.1f, 0.2f}, b);
    assertArrayEquals(b, a, 1e-6f);
  }

  @Test
  void update_weightDecay_shrinksByRateTimesDecay() {
    AdamOptimizer optimizer = new AdamOptimizer(new float[1], new float[1], CONSTANT, 1, 0.5);
    float[] weights = {2f};
    optimizer.update(0, new float[] {0f}, weights);
    assertEquals(2 * (1 - 0.1 * 0.5), weights[0], 1e-6);
  }

  @Test
  void schedule_warmUpAndDecay_isLinear() {
    LearningRateSchedule schedule = new LearningRateSchedule(1, 4, 14);
    assertEquals(0.25, schedule.at(0), 1e-12);
    assertEquals(1, schedule.at(3), 1e-12);
    assertEquals(1, schedule.at(4), 1e-12);
    assertEquals(0.5, schedule.at(9), 1e-12);
    assertEquals(0, schedule.at(14), 1e-12);
  }
}
