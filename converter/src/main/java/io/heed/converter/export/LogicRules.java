package io.heed.converter.export;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.nd4j.linalg.api.ops.DynamicCustomOp;

/** Comparisons, truth values, choice and casts. */
final class LogicRules {
  private LogicRules() {}

  static void register(Map<String, OperatorRule> rules) {
    comparison(rules, "greater", "greaterthan_scalar", "Greater");
    comparison(rules, "greater_equal", "greaterthanorequal_scalar", "GreaterOrEqual");
    comparison(rules, "less", "lessthan_scalar", "Less");
    comparison(rules, "less_equal", "lessthanorequal_scalar", "LessOrEqual");
    comparison(rules, "equals", "equals_scalar", "Equal");
    rules.put("not_equals", call -> not(call, compare(call, call.step("equal"), "Equal")));
    rules.put(
        "notequals_scalar", call -> not(call, compareScalar(call, call.step("equal"), "Equal")));
    rules.put("boolean_not", call -> not(call, truth(call, 0)));
    rules.put("bool_not", call -> not(call, truth(call, 0)));
    rules.put("boolean_and", call -> logical(call, "And"));
    rules.put("boolean_or", call -> logical(call, "Or"));
    rules.put("Where", LogicRules::where);
    rules.put("cast", LogicRules::cast);
  }

  private static void comparison(
      Map<String, OperatorRule> rules, String tensors, String withScalar, String opType) {
    rules.put(tensors, call -> compare(call, call.output(), opType));
    rules.put(withScalar, call -> compareScalar(call, call.output(), opType));
  }

  private static Tensor compare(OperatorCall call, String name, String opType) {
    return Broadcast.comparison(call, name, opType, call.tensor(0), call.tensor(1));
  }

  private static Tensor compareScalar(OperatorCall call, String name, String opType) {
    Tensor x = call.tensor(0);
    return Broadcast.comparison(call, name, opType, x, ElementwiseRules.scalarFor(call, x));
  }

  private static Tensor not(OperatorCall call, Tensor x) {
    return call.emitter().unary("Not", call.output(), x);
  }

  private static Tensor logical(OperatorCall call, String opType) {
    return Broadcast.write(
        call, call.output(), opType, DataType.BOOL, List.of(truth(call, 0), truth(call, 1)));
  }

  private static Tensor truth(OperatorCall call, int index) {
    return call.emitter().cast(call.tensor(index), DataType.BOOL);
  }

  private static Value where(OperatorCall call) {
    if (call.inputCount() != 3) {
      throw call.unsupported(
          String.format(
              Locale.ROOT,
              "it has %d inputs; expected condition and two values",
              call.inputCount()));
    }
    Tensor a = call.tensor(1);
    Tensor b = call.tensor(2);
    DataType type = a.type() == b.type() ? a.type() : DataType.FLOAT;
    List<Tensor> operands = new ArrayList<>();
    operands.add(truth(call, 0));
    operands.add(call.emitter().cast(a, type));
    operands.add(call.emitter().cast(b, type));
    return Broadcast.write(call, call.output(), "Where", type, operands);
  }

  /** All integer types become INT64, so a cast between them is none. */
  private static Value cast(OperatorCall call) {
    org.nd4j.linalg.api.buffer.DataType target = target(call);
    if (call.input(0) instanceof Integers integers && target.isIntType()) {
      return integers;
    }
    if (target.isIntType()) {
      return call.emitter().cast(call.tensor(0), DataType.INT64);
    }
    return switch (target) {
      case FLOAT -> call.emitter().cast(call.tensor(0), DataType.FLOAT);
      case BOOL -> call.emitter().cast(call.tensor(0), DataType.BOOL);
      default ->
          throw call.unsupported(
              "its target type is " + target + "; expected FLOAT, an integer type or BOOL");
    };
  }

  private static org.nd4j.linalg.api.buffer.DataType target(OperatorCall call) {
    DynamicCustomOp op = (DynamicCustomOp) call.function();
    org.nd4j.linalg.api.buffer.DataType[] types = op.dArgs();
    if (types != null && types.length > 0) {
      return types[0];
    }
    long[] arguments = call.integerArguments();
    if (arguments.length == 0) {
      throw call.unsupported("it has no target type");
    }
    return org.nd4j.linalg.api.buffer.DataType.fromInt((int) arguments[0]);
  }
}
