package io.heed.converter.export;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.heed.converter.onnx.OnnxAttributes;
import io.heed.converter.onnx.OnnxTensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** Operators that join, repeat or make up tensors. */
final class AssemblyRules {
  private AssemblyRules() {}

  static void register(Map<String, OperatorRule> rules) {
    rules.put("concat", AssemblyRules::concat);
    rules.put("stack", AssemblyRules::stack);
    rules.put("tile", AssemblyRules::tile);
    rules.put("tile_to_shape", AssemblyRules::expand);
    rules.put("broadcast_to", AssemblyRules::expand);
    rules.put("zeroslike", call -> filled(call, ShapeRules.logicalShape(call), 0, type(call)));
    rules.put("ones_as", call -> filled(call, ShapeRules.logicalShape(call), 1, type(call)));
    rules.put("fill", AssemblyRules::fill);
    rules.put("range", AssemblyRules::range);
  }

  private static Value concat(OperatorCall call) {
    List<Value> inputs = IntStream.range(0, call.inputCount()).mapToObj(call::input).toList();
    if (inputs.stream().allMatch(Integers.class::isInstance)) {
      List<Dimension> elements = new ArrayList<>();
      inputs.forEach(input -> elements.addAll(((Integers) input).elements()));
      return Integers.vector(elements);
    }
    List<Tensor> tensors = inputs.stream().map(call::asTensor).map(call.shapes()::flat).toList();
    long[] arguments = call.integerArguments();
    int axis = call.axis(arguments.length > 0 ? arguments[0] : 0, tensors.get(0).rank());
    return join(call, tensors, axis);
  }

  private static Value stack(OperatorCall call) {
    List<Value> inputs = IntStream.range(0, call.inputCount()).mapToObj(call::input).toList();
    if (inputs.stream().allMatch(input -> input instanceof Integers i && i.scalar())) {
      return Integers.vector(
          inputs.stream().map(input -> ((Integers) input).elements().get(0)).toList());
    }
    List<Tensor> tensors = inputs.stream().map(call::asTensor).map(call.shapes()::flat).toList();
    long[] arguments = call.integerArguments();
    int axis = call.axis(arguments.length > 0 ? arguments[0] : 0, tensors.get(0).rank() + 1);
    List<Tensor> rows =
        tensors.stream().map(x -> ShapeRules.unsqueeze(call, call.step("row"), x, axis)).toList();
    return join(call, rows, axis);
  }

  private static Tensor join(OperatorCall call, List<Tensor> tensors, int axis) {
    DataType type = tensors.get(0).type();
    if (tensors.stream().anyMatch(x -> x.type() != type)) {
      throw call.unsupported("its inputs have different types");
    }
    String name = call.emitter().uniqueName(call.output());
    List<Dimension> lengths = tensors.stream().map(x -> x.shape().get(axis)).toList();
    Dimension sum =
        lengths.stream().allMatch(Dimension::isConstant)
            ? Dimension.of(lengths.stream().mapToLong(Dimension::factor).sum())
            : call.shapes().anonymous(name, axis);
    List<Dimension> shape = new ArrayList<>(tensors.get(0).shape());
    shape.set(axis, sum);
    return call.emitter()
        .node("Concat", tensors, new Tensor(name, type, shape), OnnxAttributes.ofInt("axis", axis));
  }

  private static Value tile(OperatorCall call) {
    Tensor x = call.flatTensor(0);
    long[] repeats = call.inputCount() > 1 ? call.constants(1) : call.integerArguments();
    if (repeats.length != x.rank()) {
      throw call.unsupported(
          String.format(Locale.ROOT, "it repeats %d axes of %d", repeats.length, x.rank()));
    }
    List<Dimension> shape = new ArrayList<>();
    for (int axis = 0; axis < repeats.length; axis++) {
      shape.add(x.shape().get(axis).times(Dimension.of(repeats[axis])));
    }
    return call.result("Tile", List.of(x, call.emitter().longVector(repeats)), x.type(), shape, 1);
  }

  private static Value expand(OperatorCall call) {
    Tensor x = call.flatTensor(0);
    List<Dimension> target =
        call.inputCount() > 1
            ? call.integers(1).elements()
            : Arrays.stream(call.integerArguments()).mapToObj(Dimension::of).toList();
    if (target.size() < x.rank()) {
      throw call.unsupported(
          String.format(Locale.ROOT, "its target %s has fewer axes than %s", target, x.shape()));
    }
    Tensor shape = call.shapes().materialize(Integers.vector(target));
    return call.result("Expand", List.of(x, shape), x.type(), target, 1);
  }

  private static Value fill(OperatorCall call) {
    double[] arguments = call.floatArguments();
    if (arguments.length == 0) {
      throw call.unsupported("its value is no constant argument");
    }
    DataType type = call.outputType().isIntType() ? DataType.INT64 : DataType.FLOAT;
    return filled(call, call.integers(0).elements(), arguments[0], type);
  }

  private static DataType type(OperatorCall call) {
    return call.tensor(0).type();
  }

  private static Tensor filled(
      OperatorCall call, List<Dimension> shape, double value, DataType type) {
    return call.emitter()
        .node(
            "ConstantOfShape",
            List.of(call.shapes().materialize(Integers.vector(shape))),
            new Tensor(call.output(), type, shape),
            OnnxAttributes.ofTensor(
                "value",
                switch (type) {
                  case FLOAT -> OnnxTensors.floats("value", new float[] {(float) value}, 1);
                  case INT64 -> OnnxTensors.longs("value", new long[] {(long) value}, 1);
                  default -> throw call.unsupported("its type is " + type);
                }));
  }

  private static Value range(OperatorCall call) {
    Integers start = call.integers(0);
    Integers limit = call.integers(1);
    Integers delta = call.integers(2);
    String name = call.emitter().uniqueName(call.output());
    boolean counts = start.elements().get(0).is(0) && delta.elements().get(0).is(1);
    Dimension length = counts ? limit.elements().get(0) : call.shapes().anonymous(name, 0);
    return call.emitter()
        .node(
            "Range",
            List.of(scalar(call, start), scalar(call, limit), scalar(call, delta)),
            new Tensor(name, DataType.INT64, List.of(length)));
  }

  private static Tensor scalar(OperatorCall call, Integers integers) {
    return call.shapes().materialize(Integers.scalar(integers.elements().get(0)));
  }
}
