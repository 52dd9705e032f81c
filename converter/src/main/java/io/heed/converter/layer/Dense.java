package io.heed.converter.layer;

import org.nd4j.autodiff.samediff.SDVariable;

/** A fully connected layer on rows: {@code x W + b}, then the activation. */
final class Dense {
  private final SDVariable weight;
  private final SDVariable bias;
  private final LayerScope scope;

  Dense(LayerScope scope, String name, int inputs, int outputs) {
    this.scope = scope;
    this.weight = scope.parameter(name + ".weight", Initializer.glorotUniform(), inputs, outputs);
    this.bias = scope.parameter(name + ".bias", Initializer.constant(0), outputs);
  }

  /** Shape [rows, inputs] to [rows, outputs]. */
  SDVariable apply(SDVariable rows) {
    return scope.graph().nn().linear(rows, weight, bias);
  }
}
