package io.heed.converter.export;

import java.util.List;

/**
 * Integers known at export, or known to be the length of an axis: a vector, or a scalar of one
 * element. They have no node in the ONNX graph until a tensor operator asks for one. Immutable.
 */
record Integers(List<Dimension> elements, boolean scalar) implements Value {
  Integers {
    elements = List.copyOf(elements);
    if (scalar && elements.size() != 1) {
      throw new IllegalArgumentException("a scalar of " + elements.size() + " elements");
    }
  }

  static Integers vector(List<Dimension> elements) {
    return new Integers(elements, false);
  }

  static Integers scalar(Dimension element) {
    return new Integers(List.of(element), true);
  }

  boolean isConstant() {
    return elements.stream().allMatch(Dimension::isConstant);
  }

  long[] constants() {
    return elements.stream().mapToLong(Dimension::factor).toArray();
  }
}
