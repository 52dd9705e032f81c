package io.heed.converter.export;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.heed.converter.onnx.OnnxAttributes;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ops.DynamicCustomOp;

/** Operators that work element by element. */
final class ElementwiseRules {
  private ElementwiseRules() {}

  static void register(Map<String, OperatorRule> rules) {
    binary(rules, "add", "Add");
    binary(rules, "subtract", "Sub");
    binary(rules, "multiply", "Mul");
    binary(rules, "divide", "Div");
    binary(rules, "maximum", "Max");
    binary(rules, "minimum", "Min");
    binary(rules, "Pow", "Pow");
    rules.put("biasadd", ElementwiseRules::biasAdd);
    rules.put("mergeadd", ElementwiseRules::mergeAdd);
    reversed(rules, "reversesubtract", "Sub");
    reversed(rules, "reversedivide", "Div");
    rules.put("squaredsubtract", ElementwiseRules::squaredDifference);

    scalar(rules, "add_scalar", "Add");
    scalar(rules, "sub_scalar", "Sub");
    scalar(rules, "mul_scalar", "Mul");
    scalar(rules, "div_scalar", "Div");
    scalar(rules, "max_scalar", "Max");
    scalar(rules, "scalar_min", "Min");
    scalar(rules, "pow", "Pow");
    reversedScalar(rules, "rsub_scalar", "Sub");
    reversedScalar(rules, "rdiv_scalar", "Div");

    unary(rules, "exp", "Exp");
    unary(rules, "log", "Log");
    unary(rules, "sqrt", "Sqrt");
    unary(rules, "erf", "Erf");
    unary(rules, "tanh", "Tanh");
    unary(rules, "sigmoid", "Sigmoid");
    unary(rules, "softplus", "Softplus");
    unary(rules, "softsign", "Softsign");
    unary(rules, "Reciprocal", "Reciprocal");
    unary(rules, "floor", "Floor");
    rules.put("neg", call -> call.emitter().unary("Neg", call.output(), call.tensor(0)));
    rules.put("abs", call -> call.emitter().unary("Abs", call.output(), call.tensor(0)));
    rules.put("square", ElementwiseRules::square);
    rules.put("rsqrt", ElementwiseRules::reciprocalRoot);
    rules.put("swish", call -> sigmoidGated(call, 1));
    rules.put("gelu", call -> sigmoidGated(call, 1.702));
    rules.put("relu", ElementwiseRules::relu);
    rules.put("leakyrelu", call -> withAlpha(call, "LeakyRelu", call.scalar()));
    rules.put("elu", call -> withAlpha(call, "Elu", floatArgument(call, 0, 1)));
    rules.put("ClipByValue", ElementwiseRules::clip);
    rules.put("identity", call -> call.input(0));
  }

  private static void binary(Map<String, OperatorRule> rules, String name, String opType) {
    rules.put(
        name,
        call ->
            IntegerArithmetic.fold(call)
                .orElseGet(
                    () ->
                        Broadcast.arithmetic(
                            call, call.output(), opType, call.tensor(0), call.tensor(1))));
  }

  private static void reversed(Map<String, OperatorRule> rules, String name, String opType) {
    rules.put(
        name,
        call -> Broadcast.arithmetic(call, call.output(), opType, call.tensor(1), call.tensor(0)));
  }

  private static void scalar(Map<String, OperatorRule> rules, String name, String opType) {
    rules.put(
        name,
        call ->
            IntegerArithmetic.fold(call)
                .orElseGet(
                    () -> {
                      Tensor x = call.tensor(0);
                      return Broadcast.arithmetic(
                          call, call.output(), opType, x, scalarFor(call, x));
                    }));
  }

  private static void reversedScalar(Map<String, OperatorRule> rules, String name, String opType) {
    rules.put(
        name,
        call -> {
          Tensor x = call.tensor(0);
          return Broadcast.arithmetic(call, call.output(), opType, scalarFor(call, x), x);
        });
  }

  private static void unary(Map<String, OperatorRule> rules, String name, String opType) {
    rules.put(name, call -> call.emitter().unary(opType, call.output(), call.floatTensor(0)));
  }

  /** The operator's scalar in the tensor's type. */
  static Tensor scalarFor(OperatorCall call, Tensor x) {
    double scalar = call.scalar();
    if (x.isInteger() && scalar != Math.rint(scalar)) {
      throw call.unsupported("its scalar is " + scalar + " for integers; expected a whole number");
    }
    return call.emitter().scalarLike(x, scalar);
  }

  private static Value biasAdd(OperatorCall call) {
    Tensor x = call.tensor(0);
    boolean[] channelsFirst = ((DynamicCustomOp) call.function()).bArgs();
    if (x.rank() > 2 && channelsFirst != null && channelsFirst.length > 0 && channelsFirst[0]) {
      throw call.unsupported("its bias is for axis 1; expected the last axis");
    }
    return Broadcast.arithmetic(call, call.output(), "Add", x, call.tensor(1));
  }

  private static Value mergeAdd(OperatorCall call) {
    Tensor sum = call.tensor(0);
    for (int i = 1; i < call.inputCount(); i++) {
      boolean last = i == call.inputCount() - 1;
      sum =
          Broadcast.arithmetic(
              call, last ? call.output() : call.step("sum"), "Add", sum, call.tensor(i));
    }
    return sum;
  }

  private static Value squaredDifference(OperatorCall call) {
    Tensor difference =
        Broadcast.arithmetic(call, call.step("sub"), "Sub", call.tensor(0), call.tensor(1));
    return Broadcast.arithmetic(call, call.output(), "Mul", difference, difference);
  }

  private static Value square(OperatorCall call) {
    Tensor x = call.tensor(0);
    return Broadcast.arithmetic(call, call.output(), "Mul", x, x);
  }

  private static Value reciprocalRoot(OperatorCall call) {
    Tensor root = call.emitter().unary("Sqrt", call.step("sqrt"), call.floatTensor(0));
    return call.emitter().unary("Reciprocal", call.output(), root);
  }

  /** x sigmoid(slope x): swish, and with slope 1.702 what SameDiff calls gelu. */
  private static Value sigmoidGated(OperatorCall call, double slope) {
    Tensor x = call.floatTensor(0);
    Tensor scaled =
        slope == 1
            ? x
            : Broadcast.arithmetic(
                call, call.step("scaled"), "Mul", x, call.emitter().scalarLike(x, slope));
    Tensor gate = call.emitter().unary("Sigmoid", call.step("gate"), scaled);
    return Broadcast.arithmetic(call, call.output(), "Mul", x, gate);
  }

  private static Value relu(OperatorCall call) {
    if (call.scalar() != 0) {
      throw call.unsupported("its threshold is " + call.scalar() + "; expected 0");
    }
    return call.emitter().unary("Relu", call.output(), call.floatTensor(0));
  }

  private static Value withAlpha(OperatorCall call, String opType, double alpha) {
    AttributeProto attribute = OnnxAttributes.ofFloat("alpha", (float) alpha);
    return call.emitter().unary(opType, call.output(), call.floatTensor(0), attribute);
  }

  private static Value clip(OperatorCall call) {
    Tensor x = call.floatTensor(0);
    List<Tensor> inputs =
        List.of(
            x,
            call.emitter().floatScalar((float) floatArgument(call, 0, 0)),
            call.emitter().floatScalar((float) floatArgument(call, 1, 0)));
    return call.result("Clip", inputs, DataType.FLOAT, x.shape(), x.merged());
  }

  private static double floatArgument(OperatorCall call, int index, double absent) {
    double[] arguments = call.floatArguments();
    return index < arguments.length ? arguments[index] : absent;
  }
}
