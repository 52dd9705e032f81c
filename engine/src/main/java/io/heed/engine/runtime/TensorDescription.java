package io.heed.engine.runtime;

import java.util.List;

/**
 * An input or output of a model. Immutable.
 *
 * @param name the name in the graph
 * @param type the element type, such as {@code INT64} or {@code FLOAT}
 * @param shape the dimensions: a number, the name of a symbolic dimension, or {@code ?}
 */
public record TensorDescription(String name, String type, List<String> shape) {
  /** Copies the shape. */
  public TensorDescription {
    shape = List.copyOf(shape);
  }

  /** For messages: {@code input_ids INT64 [batch, sequence]}. */
  @Override
  public String toString() {
    return name + " " + type + " " + shape;
  }
}
