package io.heed.converter.export;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.ops.ScalarOp;

/**
 * Arithmetic of shape computations, done at export where the result is a length again. Stateless.
 */
final class IntegerArithmetic {
  private IntegerArithmetic() {}

  /** The result when all operands are known integers and the operator is +, -, * or an exact /. */
  static Optional<Value> fold(OperatorCall call) {
    if (!(call.input(0) instanceof Integers left)) {
      return Optional.empty();
    }
    Integers right;
    if (call.function() instanceof ScalarOp) {
      double scalar = call.scalar();
      if (scalar != Math.rint(scalar)) {
        return Optional.empty();
      }
      right = Integers.scalar(Dimension.of((long) scalar));
    } else if (call.input(1) instanceof Integers other) {
      right = other;
    } else {
      return Optional.empty();
    }
    int length = Math.max(left.elements().size(), right.elements().size());
    List<Dimension> result = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      Optional<Dimension> element = fold(call.operator(), at(left, i), at(right, i));
      if (element.isEmpty()) {
        return Optional.empty();
      }
      result.add(element.get());
    }
    return Optional.of(new Integers(result, left.scalar() && right.scalar()));
  }

  private static Dimension at(Integers integers, int index) {
    return integers.elements().get(integers.elements().size() == 1 ? 0 : index);
  }

  private static Optional<Dimension> fold(String operator, Dimension a, Dimension b) {
    boolean constant = a.isConstant() && b.isConstant();
    return switch (operator) {
      case "multiply", "mul_scalar" -> Optional.of(a.times(b));
      case "divide", "div_scalar" -> a.dividedBy(b);
      case "add", "add_scalar" ->
          constant ? Optional.of(Dimension.of(a.factor() + b.factor())) : Optional.empty();
      case "subtract", "sub_scalar" ->
          constant ? Optional.of(Dimension.of(a.factor() - b.factor())) : Optional.empty();
      default -> Optional.empty();
    };
  }
}
