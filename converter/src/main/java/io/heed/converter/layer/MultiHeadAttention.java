package io.heed.converter.layer;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Multi-head self-attention (Vaswani et al., "Attention Is All You Need", 2017, section 3.2.2). The
 * key size is free of the width, as in Keras' layer, so the heads' outputs need not add up to the
 * width.
 */
final class MultiHeadAttention {
  private final LayerScope scope;
  private final Dense query;
  private final Dense key;
  private final Dense value;
  private final Dense output;
  private final int heads;
  private final int keySize;

  MultiHeadAttention(LayerScope scope, String name, int width, int heads, int keySize) {
    this.scope = scope;
    this.heads = heads;
    this.keySize = keySize;
    this.query = new Dense(scope, name + ".query", width, heads * keySize);
    this.key = new Dense(scope, name + ".key", width, heads * keySize);
    this.value = new Dense(scope, name + ".value", width, heads * keySize);
    this.output = new Dense(scope, name + ".output", heads * keySize, width);
  }

  /**
   * Each token's mixture of the text's tokens.
   *
   * @param rows shape [batch * sequence, width]
   * @param bias added to the scores before the softmax, shape [batch, 1, 1, sequence]: 0 for a
   *     token, a large negative number for padding
   * @return shape [batch * sequence, width]
   */
  SDVariable apply(SDVariable rows, SDVariable bias, SequenceShapes shapes) {
    SameDiff graph = scope.graph();
    SDVariable headShape = shapes.with(heads, keySize);
    SDVariable scores =
        graph
            .mmul(
                split(query.apply(rows), headShape),
                split(key.apply(rows), headShape),
                false,
                true,
                false)
            .mul(1 / Math.sqrt(keySize))
            .add(bias);
    SDVariable weights = graph.nn().softmax(scores, 3);
    SDVariable mixed = graph.mmul(weights, split(value.apply(rows), headShape));
    SDVariable joined =
        graph.reshape(
            graph.permute(mixed, 0, 2, 1, 3),
            graph.constant(Nd4j.createFromArray(-1L, (long) heads * keySize)));
    return output.apply(joined);
  }

  /** Shape [batch * sequence, heads * keySize] to [batch, heads, sequence, keySize]. */
  private SDVariable split(SDVariable rows, SDVariable headShape) {
    return scope.graph().permute(scope.graph().reshape(rows, headShape), 0, 2, 1, 3);
  }
}
