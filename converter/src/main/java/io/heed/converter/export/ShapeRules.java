package io.heed.converter.export;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Operators that ask for a shape or change one without touching the elements. */
final class ShapeRules {
  private static final long ROW_MAJOR = -99;

  private ShapeRules() {}

  static void register(Map<String, OperatorRule> rules) {
    rules.put("shape_of", call -> Integers.vector(logicalShape(call)));
    rules.put("size_at", ShapeRules::sizeAt);
    rules.put("size", call -> Integers.scalar(Dimension.product(logicalShape(call))));
    rules.put("rank", call -> Integers.scalar(Dimension.of(logicalShape(call).size())));
    rules.put("reshape", ShapeRules::reshape);
    rules.put("expand_dims", ShapeRules::expandDims);
    rules.put("squeeze", ShapeRules::squeeze);
  }

  /** The shape that SameDiff sees of the first input. */
  static List<Dimension> logicalShape(OperatorCall call) {
    if (call.input(0) instanceof Integers integers) {
      return integers.scalar() ? List.of() : List.of(Dimension.of(integers.elements().size()));
    }
    return call.tensor(0).logicalShape();
  }

  private static Value sizeAt(OperatorCall call) {
    List<Dimension> shape = logicalShape(call);
    return Integers.scalar(shape.get(call.axis(argument(call), shape.size())));
  }

  private static Value reshape(OperatorCall call) {
    List<Dimension> target =
        call.inputCount() > 1 ? call.integers(1).elements() : targetOfArguments(call);
    if (call.input(0) instanceof Integers integers && target.size() < 2) {
      return new Integers(integers.elements(), target.isEmpty());
    }
    Tensor x = call.tensor(0);
    return call.shapes().reshape(call.output(), x, resolve(call, x, target));
  }

  private static List<Dimension> targetOfArguments(OperatorCall call) {
    long[] arguments = call.integerArguments();
    boolean flagged = arguments.length > 0 && arguments[0] < -1;
    if (flagged && arguments[0] != ROW_MAJOR) {
      throw call.unsupported(
          String.format(
              Locale.ROOT,
              "its element order is flag %d; expected row-major (%d)",
              arguments[0],
              ROW_MAJOR));
    }
    return Arrays.stream(arguments).skip(flagged ? 1 : 0).mapToObj(Dimension::of).toList();
  }

  /** Replaces a -1 by what is left of the elements. */
  private static List<Dimension> resolve(OperatorCall call, Tensor x, List<Dimension> target) {
    List<Dimension> resolved = new ArrayList<>(target);
    int open = -1;
    Dimension known = Dimension.ONE;
    for (int i = 0; i < target.size(); i++) {
      if (!target.get(i).is(-1)) {
        known = known.times(target.get(i));
      } else if (open >= 0) {
        throw call.unsupported("its target shape " + target + " has two axes of length -1");
      } else {
        open = i;
      }
    }
    if (open >= 0) {
      Dimension all = Dimension.product(x.shape());
      Optional<Dimension> rest = all.dividedBy(known);
      resolved.set(
          open,
          rest.orElseThrow(
              () ->
                  call.unsupported(
                      String.format(
                          Locale.ROOT,
                          "its input of shape %s does not divide into %s",
                          x.logicalShape(),
                          target))));
    }
    return resolved;
  }

  private static Value expandDims(OperatorCall call) {
    if (call.input(0) instanceof Integers integers && integers.scalar()) {
      return Integers.vector(integers.elements());
    }
    Tensor x = call.tensor(0);
    int axis = call.axis(argument(call), x.rank() + 1);
    return unsqueeze(call, call.output(), x, axis);
  }

  /** Inserts an axis of length 1 before the given axis of the SameDiff variable. */
  static Tensor unsqueeze(OperatorCall call, String name, Tensor x, int axis) {
    Tensor operand = axis == 0 ? call.shapes().flat(x) : x;
    int physical = operand.physicalAxis(axis);
    List<Dimension> shape = new ArrayList<>(operand.shape());
    shape.add(physical, Dimension.ONE);
    return call.emitter()
        .node(
            "Unsqueeze",
            List.of(operand, call.emitter().longVector(physical)),
            new Tensor(name, operand.type(), shape, operand.merged()));
  }

  private static Value squeeze(OperatorCall call) {
    if (call.input(0) instanceof Integers integers && integers.elements().size() == 1) {
      return Integers.scalar(integers.elements().get(0));
    }
    Tensor x = call.flatTensor(0);
    TreeSet<Integer> axes = new TreeSet<>();
    for (long axis : call.integerArguments()) {
      axes.add(call.axis(axis, x.rank()));
    }
    if (axes.isEmpty()) {
      for (int axis = 0; axis < x.rank(); axis++) {
        if (x.shape().get(axis).is(1)) {
          axes.add(axis);
        }
      }
    }
    List<Dimension> shape = new ArrayList<>();
    for (int axis = 0; axis < x.rank(); axis++) {
      if (!axes.contains(axis)) {
        shape.add(x.shape().get(axis));
      }
    }
    long[] removed = axes.stream().mapToLong(Integer::longValue).toArray();
    return call.result(
        "Squeeze", List.of(x, call.emitter().longVector(removed)), x.type(), shape, 1);
  }

  /** The one axis that the operator takes, as argument or as constant input. */
  private static long argument(OperatorCall call) {
    long[] arguments = call.inputCount() > 1 ? call.constants(1) : call.integerArguments();
    if (arguments.length == 0) {
      throw call.unsupported("it has no axis");
    }
    return arguments[0];
  }
}
