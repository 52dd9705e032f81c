package io.heed.converter.synthesize;

/** Which standard operators the graph is written in; all styles compute the same. */
public enum GraphStyle {
  /**
   * As today's exporters write it: separate query, key and value, an additive mask, {@code
   * LayerNormalization}, {@code Gelu} where the operator set has it, constant shapes.
   */
  STANDARD,
  /**
   * As exporters wrote it for older operator sets: layer normalisation and GELU composed of
   * arithmetic, and shapes computed in the graph.
   */
  PRIMITIVE
}
