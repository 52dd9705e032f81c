package io.heed.converter.quantize;

/** Writes layers of one graph with other operators; what read a layer's result reads the same. */
interface LayerForm {
  /** Puts integers in place of the layer. */
  void rewrite(Layer layer);

  /**
   * Puts integers in place of the projections; only a form that has an operator for it is asked.
   */
  default void rewrite(AttentionLayer layer) {
    throw new IllegalStateException("no operator for " + layer.name());
  }
}
