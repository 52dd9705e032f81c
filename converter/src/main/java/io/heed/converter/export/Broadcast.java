package io.heed.converter.export;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Operators of two or more tensors, element by element, with axes matched from the last (NumPy's
 * rule, which ONNX and these SameDiff operators share). Stateless.
 */
final class Broadcast {
  private Broadcast() {}

  /** Writes an operator that yields the operands' common type. */
  static Tensor arithmetic(OperatorCall call, String name, String opType, Tensor a, Tensor b) {
    DataType type = commonType(a, b);
    return write(
        call,
        name,
        opType,
        type,
        List.of(call.emitter().cast(a, type), call.emitter().cast(b, type)));
  }

  /** Writes an operator that yields truth values. */
  static Tensor comparison(OperatorCall call, String name, String opType, Tensor a, Tensor b) {
    DataType type = commonType(a, b);
    return write(
        call,
        name,
        opType,
        DataType.BOOL,
        List.of(call.emitter().cast(a, type), call.emitter().cast(b, type)));
  }

  /** Writes an operator over operands that have their types already. */
  static Tensor write(
      OperatorCall call, String name, String opType, DataType type, List<Tensor> operands) {
    List<Tensor> aligned =
        compatible(operands) ? operands : operands.stream().map(call.shapes()::flat).toList();
    int merged = aligned.stream().mapToInt(Tensor::merged).max().orElse(1);
    // An axis that only run time knows is read off the result.
    String free = call.emitter().uniqueName(name);
    List<Dimension> shape = new ArrayList<>();
    int rank = aligned.stream().mapToInt(x -> x.shape().size()).max().orElse(0);
    for (int axis = 0; axis < rank; axis++) {
      Dimension length = Dimension.ONE;
      for (Tensor operand : aligned) {
        int own = axis - rank + operand.shape().size();
        if (own >= 0) {
          length = common(call, length, operand.shape().get(own), free, axis);
        }
      }
      shape.add(length);
    }
    return call.emitter().node(opType, aligned, new Tensor(free, type, shape, merged));
  }

  private static DataType commonType(Tensor a, Tensor b) {
    if (a.type() == b.type()) {
      return a.type();
    }
    return a.type() == DataType.FLOAT || b.type() == DataType.FLOAT
        ? DataType.FLOAT
        : DataType.INT64;
  }

  /**
   * Whether the operands' first axes may stay merged: those that are merged are so alike, and the
   * rest have either no such axis or one of length 1.
   */
  private static boolean compatible(List<Tensor> operands) {
    Tensor widest = operands.get(0);
    for (Tensor operand : operands) {
      if (operand.merged() > widest.merged()) {
        widest = operand;
      }
    }
    if (!widest.isMerged()) {
      return true;
    }
    for (Tensor operand : operands) {
      boolean alike =
          operand.merged() == widest.merged()
              && operand.rank() == widest.rank()
              && operand
                  .shape()
                  .subList(0, operand.merged())
                  .equals(widest.shape().subList(0, widest.merged()));
      boolean narrow =
          !operand.isMerged()
              && (operand.rank() < widest.rank()
                  || (operand.rank() == widest.rank() && operand.shape().get(0).is(1)));
      if (!alike && !narrow) {
        return false;
      }
    }
    return true;
  }

  private static Dimension common(
      OperatorCall call, Dimension a, Dimension b, String result, int axis) {
    if (a.equals(b) || b.is(1)) {
      return a;
    }
    if (a.is(1)) {
      return b;
    }
    if (a.isConstant() && b.isConstant()) {
      throw call.unsupported(
          String.format(Locale.ROOT, "lengths %s and %s of an axis do not match", a, b));
    }
    // A run-time length beside a number above 1 can only be 1 or that number.
    if (a.isConstant()) {
      return a;
    }
    return b.isConstant() ? b : call.shapes().anonymous(result, axis);
  }
}
