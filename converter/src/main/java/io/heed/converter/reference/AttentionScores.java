package io.heed.converter.reference;

import io.heed.converter.ort.Tensor;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Multi-head attention in which the tokens of a text see each other and no others: {@code
 * softmax(scale · Q·Kᵀ + bias) · V} ("Attention Is All You Need", arXiv:1706.03762), with the
 * largest score taken off before the exponential.
 */
final class AttentionScores {
  private final PackedTexts texts;
  private final int heads;
  private final double scale;
  private final float @Nullable [] bias;
  private final int biasRows;
  private final int biasHeads;

  /**
   * @param biasInput where the call has a bias [batch or 1, heads or 1, sequence, sequence], if any
   */
  AttentionScores(OperatorCall call, PackedTexts texts, int heads, int headSize, int biasInput) {
    this.texts = texts;
    this.heads = heads;
    float stated = call.node().floatOr("scale", 0);
    this.scale = stated == 0 ? 1 / Math.sqrt(headSize) : stated;
    Optional<Tensor> given = call.optional(biasInput);
    if (given.isPresent()) {
      Tensor tensor = call.floats(biasInput, "attention_bias", 4);
      boolean fits =
          (tensor.length(0) == 1 || tensor.length(0) == texts.count())
              && (tensor.length(1) == 1 || tensor.length(1) == heads)
              && tensor.length(2) == texts.sequence()
              && tensor.length(3) == texts.sequence();
      if (!fits) {
        throw call.fault(
            "attention_bias",
            tensor,
            String.format(
                Locale.ROOT,
                "[%d or 1, %d or 1, %3$d, %3$d]",
                texts.count(),
                heads,
                texts.sequence()));
      }
      bias = tensor.floats();
      biasRows = (int) tensor.length(0);
      biasHeads = (int) tensor.length(1);
    } else {
      bias = null;
      biasRows = 1;
      biasHeads = 1;
    }
  }

  /** The context [tokens, heads · value size] for the three of [tokens, heads · size]. */
  float[] context(float[] query, float[] key, float[] value, int size, int valueSize) {
    float[] context = new float[value.length];
    for (int text = 0; text < texts.count(); text++) {
      int from = texts.starts()[text];
      int to = texts.starts()[text + 1];
      double[] weights = new double[to - from];
      for (int head = 0; head < heads; head++) {
        for (int token = from; token < to; token++) {
          weigh(weights, query, key, new int[] {text, head, token, from}, size);
          int out = (token * heads + head) * valueSize;
          mix(weights, value, context, from, head, out, valueSize);
        }
      }
    }
    return context;
  }

  /**
   * @param at text, head, token, first token of the text
   */
  private void weigh(double[] weights, float[] query, float[] key, int[] at, int size) {
    int own = (at[2] * heads + at[1]) * size;
    double largest = Double.NEGATIVE_INFINITY;
    for (int j = 0; j < weights.length; j++) {
      int other = ((at[3] + j) * heads + at[1]) * size;
      double sum = 0;
      for (int i = 0; i < size; i++) {
        sum += (double) query[own + i] * key[other + i];
      }
      weights[j] = sum * scale + biasOf(at[0], at[1], at[2] - at[3], j);
      largest = Math.max(largest, weights[j]);
    }
    double total = 0;
    for (int j = 0; j < weights.length; j++) {
      weights[j] = Math.exp(weights[j] - largest);
      total += weights[j];
    }
    for (int j = 0; j < weights.length; j++) {
      weights[j] /= total;
    }
  }

  private void mix(
      double[] weights, float[] value, float[] context, int from, int head, int out, int size) {
    double[] sums = new double[size];
    for (int j = 0; j < weights.length; j++) {
      int other = ((from + j) * heads + head) * size;
      for (int i = 0; i < size; i++) {
        sums[i] += weights[j] * value[other + i];
      }
    }
    for (int i = 0; i < size; i++) {
      context[out + i] = (float) sums[i];
    }
  }

  private double biasOf(int text, int head, int queryPosition, int keyPosition) {
    float[] values = bias;
    if (values == null) {
      return 0;
    }
    int plane = (biasRows == 1 ? 0 : text) * biasHeads + (biasHeads == 1 ? 0 : head);
    return values[(plane * texts.sequence() + queryPosition) * texts.sequence() + keyPosition];
  }
}
