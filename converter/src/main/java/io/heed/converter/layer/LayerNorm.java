package io.heed.converter.layer;

import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Layer normalisation over the last axis (Ba, Kiros, Hinton, "Layer Normalization", 2016), composed
 * of elementary operators: SameDiff's own has no epsilon and is slower.
 */
final class LayerNorm {
  private final LayerScope scope;
  private final SDVariable gain;
  private final SDVariable bias;
  private final double epsilon;

  LayerNorm(LayerScope scope, String name, int width, double epsilon) {
    this.scope = scope;
    this.gain = scope.parameter(name + ".weight", Initializer.constant(1), width);
    this.bias = scope.parameter(name + ".bias", Initializer.constant(0), width);
    this.epsilon = epsilon;
  }

  /** Shape [rows, width] to the same shape. */
  SDVariable apply(SDVariable rows) {
    SDVariable centred = rows.sub(rows.mean(true, 1));
    SDVariable variance = centred.mul(centred).mean(true, 1);
    SDVariable deviation = scope.graph().math().sqrt(variance.add(epsilon));
    return centred.div(deviation).mul(gain).add(bias);
  }
}
