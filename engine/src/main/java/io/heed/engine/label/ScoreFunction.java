package io.heed.engine.label;

/** How logits become scores. Stateless; sums in double precision. */
public enum ScoreFunction {
  /** One label of many: probabilities that add up to 1, {@code exp(x - max) / sum}. */
  SOFTMAX {
    @Override
    public float[] apply(float[] logits) {
      double max = Double.NEGATIVE_INFINITY;
      for (float logit : logits) {
        max = Math.max(max, logit);
      }
      double[] exponentials = new double[logits.length];
      double sum = 0;
      for (int i = 0; i < logits.length; i++) {
        exponentials[i] = Math.exp(logits[i] - max);
        sum += exponentials[i];
      }
      float[] scores = new float[logits.length];
      for (int i = 0; i < logits.length; i++) {
        scores[i] = (float) (exponentials[i] / sum);
      }
      return scores;
    }
  },

  /** Any number of labels: a probability for each by itself, {@code 1 / (1 + exp(-x))}. */
  SIGMOID {
    @Override
    public float[] apply(float[] logits) {
      float[] scores = new float[logits.length];
      for (int i = 0; i < logits.length; i++) {
        scores[i] = (float) (1 / (1 + Math.exp(-(double) logits[i])));
      }
      return scores;
    }
  },

  /** A regression: the values themselves. */
  IDENTITY {
    @Override
    public float[] apply(float[] logits) {
      return logits.clone();
    }
  };

  /** The scores of one text, label by label, from its logits. */
  public abstract float[] apply(float[] logits);
}
