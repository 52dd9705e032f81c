package io.heed.converter.layer;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Draws the initial values of a parameter. */
interface Initializer {
  /** Values in row-major order for a parameter of this shape. */
  float[] values(RandomGenerator random, long... shape);

  /** All elements equal. */
  static Initializer constant(float value) {
    return (random, shape) -> {
      float[] values = new float[size(shape)];
      Arrays.fill(values, value);
      return values;
    };
  }

  /** Uniform in [-limit, limit); Keras draws embeddings so, with limit 0.05. */
  static Initializer uniform(double limit) {
    return (random, shape) -> {
      float[] values = new float[size(shape)];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (limit * (2 * random.nextDouble() - 1));
      }
      return values;
    };
  }

  /**
   * Uniform with limit sqrt(6 / (fanIn + fanOut)), for a matrix [fanIn, fanOut] (Glorot and Bengio,
   * "Understanding the difficulty of training deep feedforward neural networks", 2010).
   */
  static Initializer glorotUniform() {
    return (random, shape) -> uniform(Math.sqrt(6.0 / (shape[0] + shape[1]))).values(random, shape);
  }

  private static int size(long... shape) {
    return Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
  }
}
