package io.heed.converter.reference;

import io.heed.converter.error.ConverterException;
import io.heed.converter.error.ConverterException.Kind;
import io.heed.converter.graph.Node;
import io.heed.converter.ort.ElementType;
import io.heed.converter.ort.Tensor;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A node with the values of its inputs, and the checks of them.
 *
 * @param inputs empty where an input is left out
 */
record OperatorCall(Node node, List<Optional<Tensor>> inputs) {
  OperatorCall {
    inputs = List.copyOf(inputs);
  }

  Optional<Tensor> optional(int index) {
    return index < inputs.size() ? inputs.get(index) : Optional.empty();
  }

  /** An input of FLOAT or FLOAT16 with so many axes. */
  Tensor floats(int index, String name, int rank) {
    Tensor found = required(index, name);
    boolean right = found.type() == ElementType.FLOAT || found.type() == ElementType.FLOAT16;
    if (!right || found.rank() != rank) {
      throw fault(name, found, "FLOAT or FLOAT16 of " + rank + " axes");
    }
    return found;
  }

  /** An input of INT32 with so many axes. */
  Tensor ints(int index, String name, int rank) {
    Tensor found = required(index, name);
    if (found.type() != ElementType.INT32 || found.rank() != rank) {
      throw fault(name, found, "INT32 of " + rank + " axes");
    }
    return found;
  }

  /** The number of heads, by which a width can be divided. */
  int heads(long width) {
    long heads = node.intOr("num_heads", 0);
    if (heads < 1 || width % heads != 0) {
      throw fault("attribute num_heads", heads, "a divisor of the width " + width);
    }
    return Math.toIntExact(heads);
  }

  /** Checks the length of an axis. */
  void expect(String name, Tensor tensor, int axis, long length) {
    if (tensor.length(axis) != length) {
      throw fault(name, tensor, "length " + length + " of axis " + axis);
    }
  }

  /** Values in the type of another tensor: FLOAT, or rounded to FLOAT16. */
  static Tensor like(Tensor type, float[] values, long... shape) {
    return type.type() == ElementType.FLOAT16
        ? Tensor.halves(values, shape)
        : Tensor.floats(values, shape);
  }

  ConverterException fault(String name, Object found, String expected) {
    return new ConverterException(
        Kind.INPUT,
        String.format(Locale.ROOT, "%s: %s: found %s, expected %s", node, name, found, expected));
  }

  private Tensor required(int index, String name) {
    return optional(index).orElseThrow(() -> fault(name, "nothing", "a tensor"));
  }
}
