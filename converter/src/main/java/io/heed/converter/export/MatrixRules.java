package io.heed.converter.export;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.heed.converter.onnx.OnnxAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** Matrix products, softmax and transposition. */
final class MatrixRules {
  private MatrixRules() {}

  static void register(Map<String, OperatorRule> rules) {
    rules.put("matmul", MatrixRules::matmul);
    rules.put("xw_plus_b", call -> linear(call, call.output()));
    rules.put(
        "relu_layer",
        call -> call.emitter().unary("Relu", call.output(), linear(call, call.step("linear"))));
    rules.put("softmax", call -> softmax(call, "Softmax"));
    rules.put("log_softmax", call -> softmax(call, "LogSoftmax"));
    rules.put("permute", MatrixRules::permute);
    rules.put("transpose", MatrixRules::transpose);
  }

  private static Value matmul(OperatorCall call) {
    long[] transposed = call.integerArguments();
    double[] scales = call.floatArguments();
    if ((scales.length > 0 && scales[0] != 1) || (scales.length > 1 && scales[1] != 0)) {
      throw call.unsupported("its alpha and beta are not 1 and 0");
    }
    Tensor a = operand(call, 0, transposed.length > 0 && transposed[0] != 0);
    Tensor b = operand(call, 1, transposed.length > 1 && transposed[1] != 0);
    if (transposed.length > 2 && transposed[2] != 0) {
      Tensor product = product(call, call.step("product"), a, b);
      return swapLast(call, call.output(), call.shapes().flat(product));
    }
    return product(call, call.output(), a, b);
  }

  private static Tensor linear(OperatorCall call, String name) {
    long[] transposed = call.integerArguments();
    if (IntStream.range(0, transposed.length).anyMatch(i -> transposed[i] != 0)) {
      throw call.unsupported("it transposes an operand");
    }
    Tensor product =
        product(call, call.step("matmul"), call.floatTensor(0), operand(call, 1, false));
    return Broadcast.arithmetic(call, name, "Add", product, call.tensor(2));
  }

  private static Tensor operand(OperatorCall call, int index, boolean transposed) {
    Tensor x = call.floatTensor(index);
    if (!transposed && index == 0) {
      return x;
    }
    Tensor flat = call.shapes().flat(x);
    return transposed ? swapLast(call, call.step("transposed"), flat) : flat;
  }

  /** Rows may stay merged before a matrix; every other product is of the shapes SameDiff sees. */
  private static Tensor product(OperatorCall call, String name, Tensor left, Tensor b) {
    Tensor a = b.rank() == 2 && left.rank() == 2 ? left : call.shapes().flat(left);
    if (a.rank() < 2 || b.rank() < 2) {
      throw call.unsupported(
          String.format(
              Locale.ROOT,
              "its operands have ranks %d and %d; expected at least 2",
              a.rank(),
              b.rank()));
    }
    List<Dimension> shape = new ArrayList<>();
    List<Dimension> longer = a.shape().size() >= b.shape().size() ? a.shape() : b.shape();
    List<Dimension> shorter = longer == a.shape() ? b.shape() : a.shape();
    int more = longer.size() - shorter.size();
    for (int axis = 0; axis < longer.size() - 2; axis++) {
      Dimension length = longer.get(axis);
      shape.add(axis >= more && length.is(1) ? shorter.get(axis - more) : length);
    }
    shape.add(a.shape().get(a.shape().size() - 2));
    shape.add(b.shape().get(b.shape().size() - 1));
    return call.emitter()
        .node("MatMul", List.of(a, b), new Tensor(name, DataType.FLOAT, shape, a.merged()));
  }

  private static Tensor swapLast(OperatorCall call, String name, Tensor x) {
    int rank = x.rank();
    if (rank < 2) {
      throw call.unsupported("an operand to transpose has rank " + rank + "; expected at least 2");
    }
    int[] permutation = IntStream.range(0, rank).toArray();
    permutation[rank - 2] = rank - 1;
    permutation[rank - 1] = rank - 2;
    return call.emitter().transpose(name, x, permutation);
  }

  private static Value softmax(OperatorCall call, String opType) {
    long[] arguments = call.integerArguments();
    Tensor x = call.floatTensor(0);
    int axis = call.axis(arguments.length > 0 ? arguments[0] : -1, x.rank());
    Tensor operand = axis == 0 ? call.shapes().flat(x) : x;
    return call.emitter()
        .unary(
            opType,
            call.output(),
            operand,
            OnnxAttributes.ofInt("axis", operand.physicalAxis(axis)));
  }

  private static Value permute(OperatorCall call) {
    Tensor x = call.flatTensor(0);
    long[] arguments = call.inputCount() > 1 ? call.constants(1) : call.integerArguments();
    if (arguments.length == 0) {
      return transpose(call);
    }
    if (arguments.length != x.rank()) {
      throw call.unsupported(
          String.format(Locale.ROOT, "it permutes %d axes of %d", arguments.length, x.rank()));
    }
    int[] permutation = new int[arguments.length];
    for (int i = 0; i < permutation.length; i++) {
      permutation[i] = call.axis(arguments[i], x.rank());
    }
    return call.emitter().transpose(call.output(), x, permutation);
  }

  private static Value transpose(OperatorCall call) {
    if (call.inputCount() > 1) {
      return permute(call);
    }
    Tensor x = call.flatTensor(0);
    List<Integer> axes = new ArrayList<>(IntStream.range(0, x.rank()).boxed().toList());
    Collections.reverse(axes);
    return call.emitter()
        .transpose(call.output(), x, axes.stream().mapToInt(Integer::intValue).toArray());
  }
}
