package io.heed.engine.label;

/**
 * How the hidden states of a text's tokens become one vector. Stateless; sums in double precision.
 */
public enum Pooling {
  /** The first token's, {@code [CLS]} for BERT. */
  CLS {
    @Override
    void pool(float[] states, int size, int[] tokens, float[] into) {
      System.arraycopy(states, tokens[0] * size, into, 0, size);
    }
  },
  /** The mean over the tokens. */
  MEAN {
    @Override
    void pool(float[] states, int size, int[] tokens, float[] into) {
      for (int i = 0; i < size; i++) {
        double sum = 0;
        for (int token : tokens) {
          sum += states[token * size + i];
        }
        into[i] = (float) (sum / tokens.length);
      }
    }
  },
  /** The largest value over the tokens, place by place. */
  MAX {
    @Override
    void pool(float[] states, int size, int[] tokens, float[] into) {
      for (int i = 0; i < size; i++) {
        float max = Float.NEGATIVE_INFINITY;
        for (int token : tokens) {
          max = Math.max(max, states[token * size + i]);
        }
        into[i] = max;
      }
    }
  },
  /** None: the vectors of all tokens, one after the other. */
  NONE {
    @Override
    void pool(float[] states, int size, int[] tokens, float[] into) {
      for (int row = 0; row < tokens.length; row++) {
        System.arraycopy(states, tokens[row] * size, into, row * size, size);
      }
    }
  };

  /** Pools the states, of shape {@code [all tokens, size]}, of these tokens, one or more. */
  abstract void pool(float[] states, int size, int[] tokens, float[] into);
}
