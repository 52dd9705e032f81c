package io.heed.converter.synthesize;

import java.util.List;

/**
 * A tensor of weights that a graph needs; immutable.
 *
 * @param name as Hugging Face's checkpoints have it, such as {@code
 *     bert.encoder.layer.0.attention.self.query.weight}
 * @param shape as there, from the outermost dimension: a dense layer has [outputs, inputs]
 */
public record WeightTensor(String name, List<Integer> shape) {
  /** Makes the shape immutable. */
  public WeightTensor {
    shape = List.copyOf(shape);
  }

  static WeightTensor of(String name, Integer... shape) {
    return new WeightTensor(name, List.of(shape));
  }

  /** The number of values. */
  public long size() {
    return shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
  }

  /** Whether this is the factor of a layer normalisation. */
  public boolean isNormFactor() {
    return name.endsWith("LayerNorm.weight") || name.endsWith("layer_norm.weight");
  }
}
