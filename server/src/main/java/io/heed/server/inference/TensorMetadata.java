package io.heed.server.inference;

import io.heed.engine.runtime.ElementType;
import io.heed.engine.runtime.TensorDescription;
import java.util.ArrayList;
import java.util.List;

/**
 * An input or output as clients are told of it.
 *
 * @param name of the tensor
 * @param datatype by the Open Inference Protocol
 * @param shape the size of each axis, -1 for one that may have any
 */
public record TensorMetadata(String name, ElementType datatype, List<Long> shape) {
  /** Copies the shape. */
  public TensorMetadata {
    shape = List.copyOf(shape);
  }

  static TensorMetadata of(String name, ElementType datatype, long... shape) {
    List<Long> sizes = new ArrayList<>(shape.length);
    for (long size : shape) {
      sizes.add(size);
    }
    return new TensorMetadata(name, datatype, sizes);
  }

  /** Those of a graph that a request can carry. */
  static List<TensorMetadata> of(List<TensorDescription> descriptions) {
    List<TensorMetadata> all = new ArrayList<>();
    for (TensorDescription each : descriptions) {
      each.elementType().ifPresent(type -> all.add(of(each.name(), type, each.sizes())));
    }
    return all;
  }
}
