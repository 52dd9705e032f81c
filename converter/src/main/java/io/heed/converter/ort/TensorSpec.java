package io.heed.converter.ort;

import io.heed.converter.error.ConverterException;
import io.heed.converter.error.ConverterException.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a graph says of one of its inputs or outputs. Immutable by convention: nobody writes to the
 * shape.
 *
 * @param name the name of the value
 * @param type the type of its elements
 * @param shape the lengths of the axes, -1 where every run may choose; empty for a scalar, and
 *     where the graph says nothing of the shape
 * @param symbols for each axis its symbolic name, or the empty string
 */
public record TensorSpec(String name, ElementType type, long[] shape, List<String> symbols) {
  /** Copies the symbols, not the shape. */
  public TensorSpec {
    symbols = List.copyOf(symbols);
  }

  /** The number of axes. */
  public int rank() {
    return shape.length;
  }

  /**
   * Checks what a run is given.
   *
   * @param model the name for messages
   * @throws ConverterException (INPUT) that names the input that is missing, does not fit or is too
   *     many
   */
  public static void check(String model, List<TensorSpec> inputs, Map<String, Tensor> tensors) {
    for (TensorSpec input : inputs) {
      Tensor tensor = tensors.get(input.name());
      if (tensor == null || !input.accepts(tensor)) {
        throw new ConverterException(
            Kind.INPUT,
            String.format(
                Locale.ROOT,
                "%s: input %s: found %s, expected %s",
                model,
                input.name(),
                tensor == null ? "nothing" : tensor,
                input));
      }
    }
    if (tensors.size() > inputs.size()) {
      throw new ConverterException(
          Kind.INPUT,
          String.format(
              Locale.ROOT, "%s: found inputs %s, expected %s", model, tensors.keySet(), inputs));
    }
  }

  /** Whether a tensor has this type and a shape that fits. */
  boolean accepts(Tensor tensor) {
    if (tensor.type() != type || tensor.rank() != shape.length) {
      return false;
    }
    for (int axis = 0; axis < shape.length; axis++) {
      if (shape[axis] >= 0 && shape[axis] != tensor.length(axis)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TensorSpec spec
        && name.equals(spec.name)
        && type == spec.type
        && Arrays.equals(shape, spec.shape)
        && symbols.equals(spec.symbols);
  }

  @Override
  public int hashCode() {
    return 31 * name.hashCode() + Arrays.hashCode(shape);
  }

  /** For messages: {@code input_ids INT64[batch, 128]}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "%s %s[", name, type));
    for (int axis = 0; axis < shape.length; axis++) {
      String symbol = symbols.get(axis).isEmpty() ? "?" : symbols.get(axis);
      text.append(axis == 0 ? "" : ", ").append(shape[axis] >= 0 ? shape[axis] + "" : symbol);
    }
    return text.append(']').toString();
  }
}
