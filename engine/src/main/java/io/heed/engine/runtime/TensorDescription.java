package io.heed.engine.runtime;

import java.util.List;
import java.util.Optional;

/**
 * An input or output of a model. Immutable.
 *
 * @param name the name in the graph
 * @param type the element type as ONNX calls it, such as {@code INT64} or {@code FLOAT}
 * @param shape the dimensions: a number, the name of a symbolic dimension, or {@code ?}
 * @param ranked whether the shape is known; if not, it is empty and says nothing
 */
public record TensorDescription(String name, String type, List<String> shape, boolean ranked) {
  /** The size of an axis that may have any. */
  public static final long FREE = -1;

  /** Copies the shape. */
  public TensorDescription {
    shape = List.copyOf(shape);
  }

  /** One of known rank. */
  public TensorDescription(String name, String type, List<String> shape) {
    this(name, type, shape, true);
  }

  /** The same with nothing known of its shape. */
  public TensorDescription ofAnyRank() {
    return new TensorDescription(name, type, List.of(), false);
  }

  /** The element type; empty for what is no tensor or has elements that no request can carry. */
  public Optional<ElementType> elementType() {
    return ElementType.ofGraph(type);
  }

  /** The size of each axis, {@link #FREE} for one that may have any; empty if not ranked. */
  public long[] sizes() {
    return shape.stream().mapToLong(TensorDescription::size).toArray();
  }

  /** For messages: {@code input_ids INT64 [batch, sequence]}. */
  @Override
  public String toString() {
    return name + " " + type + (ranked ? " " + shape : " of any rank");
  }

  private static long size(String dimension) {
    return dimension.matches("[0-9]{1,18}") ? Long.parseLong(dimension) : FREE;
  }
}
