package io.heed.engine.runtime;

import io.heed.engine.error.EngineException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The inputs and outputs that requests of raw tensors may name, and the check of a request against
 * them. Immutable. A check looks at names, types and shapes, not at the elements.
 */
public final class TensorSignature {
  private static final int MOST_AXES = 64;
  private static final int NAMED_CHARACTERS = 100;

  private final Map<String, Expected> inputs = new LinkedHashMap<>();
  private final Map<String, TensorDescription> outputs = new LinkedHashMap<>();
  private final Set<String> outputNames;

  /** A signature; all descriptions have an element type. */
  public TensorSignature(
      Collection<TensorDescription> inputs, Collection<TensorDescription> outputs) {
    inputs.forEach(input -> this.inputs.put(input.name(), Expected.of(input)));
    outputs.forEach(output -> this.outputs.put(output.name(), output));
    this.outputNames = java.util.Collections.unmodifiableSet(this.outputs.keySet());
  }

  /** The inputs in the order of the graph. */
  public List<TensorDescription> inputs() {
    return inputs.values().stream().map(Expected::description).toList();
  }

  /** The outputs in the order of the graph. */
  public List<TensorDescription> outputs() {
    return List.copyOf(outputs.values());
  }

  /**
   * Checks the inputs of a run.
   *
   * @throws EngineException of kind INVALID_INPUT that names the input, what was found and what was
   *     expected
   */
  public void check(Map<String, RawTensor> tensors) {
    for (Expected expected : inputs.values()) {
      RawTensor tensor = tensors.get(expected.description().name());
      if (tensor == null) {
        throw invalid(
            "input " + expected.description().name(),
            tensors.isEmpty() ? "no inputs" : "inputs " + names(tensors.keySet()),
            expected.description().toString());
      }
      check(expected, tensor);
    }
    if (tensors.size() > inputs.size()) {
      List<String> unknown = new ArrayList<>(tensors.keySet());
      unknown.removeAll(inputs.keySet());
      throw invalid("inputs", "unknown " + names(unknown), inputs().toString());
    }
  }

  /**
   * The names of the outputs of a run: those that are wanted, or all where none is named.
   *
   * @throws EngineException of kind INVALID_INPUT if there is no such output
   */
  public Set<String> wanted(Set<String> names) {
    if (names.isEmpty()) {
      return outputNames;
    }
    for (String name : names) {
      if (!outputs.containsKey(name)) {
        throw invalid("outputs", "unknown " + names(Set.of(name)), outputs().toString());
      }
    }
    return names;
  }

  private static void check(Expected expected, RawTensor tensor) {
    TensorDescription description = expected.description();
    String input = "input " + description.name();
    if (tensor.type() != expected.type()) {
      throw invalid(input, "type " + tensor.type(), expected.type().toString());
    }
    long[] sizes = expected.sizes();
    boolean fits =
        description.ranked() ? tensor.rank() == sizes.length : tensor.rank() <= MOST_AXES;
    for (int axis = 0; fits && axis < tensor.rank(); axis++) {
      boolean free = !description.ranked() || sizes[axis] == TensorDescription.FREE;
      fits = free ? tensor.size(axis) >= 0 : tensor.size(axis) == sizes[axis];
    }
    if (!fits) {
      throw invalid(input, "shape " + shape(tensor), description.toString());
    }
    checkCount(input, tensor);
  }

  private static void checkCount(String input, RawTensor tensor) {
    boolean strings = tensor.type() == ElementType.BYTES;
    long found = strings ? tensor.strings().size() : tensor.bytes().remaining();
    long expected = strings ? 1 : tensor.type().sizeBytes();
    boolean empty = false;
    for (int axis = 0; axis < tensor.rank(); axis++) {
      empty |= tensor.size(axis) == 0;
    }
    try {
      for (int axis = 0; !empty && axis < tensor.rank(); axis++) {
        expected = Math.multiplyExact(expected, tensor.size(axis));
      }
    } catch (ArithmeticException e) {
      throw invalid(input, "shape " + shape(tensor), "one of at most " + Long.MAX_VALUE + " bytes");
    }
    expected = empty ? 0 : expected;
    if (found != expected) {
      String unit = strings ? " strings" : " bytes";
      throw invalid(
          input,
          found + unit,
          expected + unit + " for " + tensor.type() + " of shape " + shape(tensor));
    }
  }

  /** What a request says may be long: a message holds the beginning. */
  private static String shape(RawTensor tensor) {
    return cut(Arrays.toString(tensor.shape()));
  }

  private static String names(Collection<String> names) {
    return cut(names.toString());
  }

  private static String cut(String text) {
    return text.length() <= NAMED_CHARACTERS ? text : text.substring(0, NAMED_CHARACTERS) + "…";
  }

  private static EngineException invalid(String where, String found, String expected) {
    return new EngineException(
        EngineException.Kind.INVALID_INPUT, where + ": found " + found + ", expected " + expected);
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Expected(TensorDescription description, ElementType type, long[] sizes) {
    static Expected of(TensorDescription description) {
      return new Expected(
          description, description.elementType().orElseThrow(), description.sizes());
    }
  }
}
