package io.heed.converter.export;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.heed.converter.error.ConverterException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.ScalarOp;

/**
 * One use of an operator in the SameDiff graph, as its rule sees it. The i-, t- and b-arguments are
 * the reliable place of an operator's attributes; {@code propertiesForFunction} is incomplete.
 *
 * @param output the SameDiff variable that the operator computes
 */
record OperatorCall(GraphWalk walk, SameDiffOp op, String output) {

  DifferentialFunction function() {
    return op.getOp();
  }

  String operator() {
    return function().opName();
  }

  NodeEmitter emitter() {
    return walk.emitter();
  }

  ShapeEmitter shapes() {
    return walk.shapes();
  }

  int inputCount() {
    List<String> inputs = op.getInputsToOp();
    return inputs == null ? 0 : inputs.size();
  }

  String inputName(int index) {
    if (index >= inputCount()) {
      throw unsupported(
          String.format(
              Locale.ROOT, "it has %d inputs; expected at least %d", inputCount(), index + 1));
    }
    return op.getInputsToOp().get(index);
  }

  Value input(int index) {
    return walk.value(inputName(index));
  }

  /** An input as a tensor, its first axis possibly merged. */
  Tensor tensor(int index) {
    return asTensor(input(index));
  }

  /** An input as a tensor of the shape that SameDiff sees. */
  Tensor flatTensor(int index) {
    return shapes().flat(tensor(index));
  }

  /** An input as a float tensor, its first axis possibly merged. */
  Tensor floatTensor(int index) {
    return emitter().cast(tensor(index), DataType.FLOAT);
  }

  Tensor asTensor(Value value) {
    return value instanceof Integers integers ? shapes().materialize(integers) : (Tensor) value;
  }

  /** An input whose elements export must know. */
  Integers integers(int index) {
    if (input(index) instanceof Integers integers) {
      return integers;
    }
    throw unsupported(
        "its input \"" + inputName(index) + "\" is computed at run time; expected a constant");
  }

  /** An input that must be constant integers. */
  long[] constants(int index) {
    Integers integers = integers(index);
    if (!integers.isConstant()) {
      throw unsupported(
          String.format(
              Locale.ROOT,
              "its input \"%s\" is %s; expected constants",
              inputName(index),
              integers.elements()));
    }
    return integers.constants();
  }

  long[] integerArguments() {
    long[] arguments = function() instanceof DynamicCustomOp custom ? custom.iArgs() : null;
    return arguments == null ? new long[0] : arguments;
  }

  double[] floatArguments() {
    double[] arguments = function() instanceof DynamicCustomOp custom ? custom.tArgs() : null;
    return arguments == null ? new double[0] : arguments;
  }

  /** The scalar of a scalar operator. */
  double scalar() {
    if (function() instanceof ScalarOp scalarOp && scalarOp.scalar() != null) {
      return scalarOp.scalar().getDouble(0);
    }
    throw unsupported("it has no scalar");
  }

  /** An axis counted from the front. */
  int axis(long axis, int rank) {
    long counted = axis < 0 ? axis + rank : axis;
    if (counted < 0 || counted >= rank) {
      throw unsupported(
          String.format(Locale.ROOT, "its axis is %d; expected -%d to %d", axis, rank, rank - 1));
    }
    return (int) counted;
  }

  /** A name for a value on the way to the output. */
  String step(String what) {
    return output + "/" + what;
  }

  /** Writes the node that computes the output. */
  Tensor result(
      String opType,
      List<Tensor> inputs,
      DataType type,
      List<Dimension> shape,
      int merged,
      AttributeProto... attributes) {
    return emitter().node(opType, inputs, new Tensor(output, type, shape, merged), attributes);
  }

  /** The input of another operator's call, when the variable is computed by such an operator. */
  Optional<OperatorCall> producer(String variable, String... operators) {
    return walk.producer(variable)
        .map(producer -> new OperatorCall(walk, producer, variable))
        .filter(call -> List.of(operators).contains(call.operator()));
  }

  /** SameDiff's type of the output. */
  org.nd4j.linalg.api.buffer.DataType outputType() {
    return walk.type(output);
  }

  ConverterException unsupported(String why) {
    return new ConverterException(
        ConverterException.Kind.UNSUPPORTED,
        String.format(
            Locale.ROOT,
            "operator \"%s\" of variable \"%s\" cannot be exported: %s",
            operator(),
            output,
            why));
  }
}
