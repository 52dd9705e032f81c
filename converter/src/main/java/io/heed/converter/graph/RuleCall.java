package io.heed.converter.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A node with what is known of its inputs.
 *
 * @param opset version of the standard operator set
 */
record RuleCall(Node node, List<ValueFacts> inputs, long opset, Graph graph) {
  ValueFacts in(int index) {
    return index < inputs.size() ? inputs.get(index) : ValueFacts.UNKNOWN;
  }

  boolean has(int index) {
    return !node.input(index).isEmpty();
  }

  /** Whole numbers of an attribute or, from another operator set on, of a constant input. */
  long @Nullable [] numbers(String attribute, int input) {
    long[] found = node.ints(attribute);
    return found != null ? found : numbers(input);
  }

  /** Whole numbers of a constant input; null if it is none. */
  long @Nullable [] numbers(int input) {
    List<Dim> elements = in(input).elements();
    if (elements == null || elements.stream().anyMatch(dim -> dim.number().isEmpty())) {
      return null;
    }
    return elements.stream().mapToLong(dim -> dim.number().orElseThrow()).toArray();
  }

  /** The axes of the first input with these axes left out or, if kept, of length 1. */
  @Nullable List<Dim> reduced(long @Nullable [] axes, boolean keep) {
    List<Dim> shape = in(0).shape();
    if (shape == null) {
      return null;
    }
    List<Dim> left = new ArrayList<>();
    for (int i = 0; i < shape.size(); i++) {
      boolean out = axes == null || axes.length == 0;
      for (long axis : axes == null ? new long[0] : axes) {
        out |= (axis < 0 ? axis + shape.size() : axis) == i;
      }
      if (!out) {
        left.add(shape.get(i));
      } else if (keep) {
        left.add(Dim.of(1));
      }
    }
    return left;
  }

  /** Counts an axis of the first input from the front. */
  int axis(long axis) {
    List<Dim> shape = Objects.requireNonNull(in(0).shape());
    return Math.toIntExact(axis < 0 ? axis + shape.size() : axis);
  }
}
