package io.heed.converter.export;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.heed.converter.onnx.OnnxAttributes;
import io.heed.converter.onnx.OnnxGraphBuilder;
import io.heed.converter.onnx.OnnxTensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Writes nodes and constants and says what they yield. Equal small constants and equal casts are
 * written once; transpositions of transpositions become one. Confined to one export.
 */
final class NodeEmitter {
  private final OnnxGraphBuilder builder;
  private final int opset;
  private final Map<String, Tensor> shared = new HashMap<>();
  private final Map<String, Transposition> transpositions = new HashMap<>();
  private final Set<String> outputs;

  private record Transposition(Tensor source, int[] permutation) {}

  /** Only tensors of the shape that SameDiff sees may take the names of the model's outputs. */
  NodeEmitter(OnnxGraphBuilder builder, int opset, Set<String> outputs) {
    this.builder = builder;
    this.opset = opset;
    this.outputs = outputs;
  }

  int opset() {
    return opset;
  }

  String uniqueName(String wanted) {
    return builder.uniqueName(wanted);
  }

  /** Writes a node named {@code like.name()}, or after it, that yields such a tensor. */
  Tensor node(String opType, List<Tensor> inputs, Tensor like, AttributeProto... attributes) {
    boolean reserved = like.isMerged() && outputs.contains(like.name());
    String name = builder.uniqueName(reserved ? like.name() + "/merged" : like.name());
    builder.node(opType, name, inputs.stream().map(Tensor::name).toList(), attributes);
    return new Tensor(name, like.type(), like.shape(), like.merged());
  }

  /** Writes a node of one input whose output has the input's type and shape. */
  Tensor unary(String opType, String name, Tensor x, AttributeProto... attributes) {
    return node(opType, List.of(x), new Tensor(name, x.type(), x.shape(), x.merged()), attributes);
  }

  /** A large constant under its own name. */
  Tensor floats(String name, float[] values, long... shape) {
    return constant(
        DataType.FLOAT,
        builder.initializer(OnnxTensors.floats(builder.uniqueName(name), values, shape)),
        shape);
  }

  Tensor longs(String name, long[] values, long... shape) {
    return constant(
        DataType.INT64,
        builder.initializer(OnnxTensors.longs(builder.uniqueName(name), values, shape)),
        shape);
  }

  Tensor booleans(String name, boolean[] values, long... shape) {
    return constant(
        DataType.BOOL,
        builder.initializer(OnnxTensors.booleans(builder.uniqueName(name), values, shape)),
        shape);
  }

  Tensor floatScalar(float value) {
    return share("float_" + value, name -> floats(name, new float[] {value}));
  }

  Tensor longScalar(long value) {
    return share("int64_" + value, name -> longs(name, new long[] {value}));
  }

  Tensor longVector(long... values) {
    String text = Arrays.toString(values).replace(", ", "_").replaceAll("[\\[\\]]", "");
    return share("int64s_" + text, name -> longs(name, values, values.length));
  }

  /**
   * A number of the given tensor's type; a fraction for an integer tensor is an error of the rule.
   */
  Tensor scalarLike(Tensor tensor, double value) {
    return tensor.isInteger() ? longScalar((long) value) : floatScalar((float) value);
  }

  Tensor cast(Tensor x, DataType type) {
    if (x.type() == type) {
      return x;
    }
    return share(
        x.name()
            + "/"
            + (type == DataType.FLOAT ? "float" : type == DataType.BOOL ? "bool" : "int64"),
        name ->
            node(
                "Cast",
                List.of(x),
                new Tensor(name, type, x.shape(), x.merged()),
                OnnxAttributes.ofInt("to", type.getNumber())));
  }

  /** Axis i of the output is axis {@code permutation[i]} of the input, which is not merged. */
  Tensor transpose(String name, Tensor x, int... permutation) {
    Transposition before = transpositions.get(x.name());
    Tensor source = x;
    int[] whole = permutation.clone();
    if (before != null) {
      source = before.source();
      for (int i = 0; i < whole.length; i++) {
        whole[i] = before.permutation()[permutation[i]];
      }
    }
    List<Dimension> shape = new ArrayList<>();
    boolean identity = true;
    for (int i = 0; i < whole.length; i++) {
      shape.add(source.shape().get(whole[i]));
      identity &= whole[i] == i;
    }
    if (identity) {
      return source;
    }
    Tensor result =
        node(
            "Transpose",
            List.of(source),
            new Tensor(name, source.type(), shape),
            OnnxAttributes.ofInts("perm", Arrays.stream(whole).asLongStream().toArray()));
    transpositions.put(result.name(), new Transposition(source, whole));
    return result;
  }

  /** What {@code make} gave for this key before, or gives now under a free name. */
  Tensor share(String key, Function<String, Tensor> make) {
    Tensor known = shared.get(key);
    if (known == null) {
      known = make.apply(builder.uniqueName(key));
      shared.put(key, known);
    }
    return known;
  }

  private static Tensor constant(DataType type, String name, long[] shape) {
    return new Tensor(name, type, Arrays.stream(shape).mapToObj(Dimension::of).toList());
  }
}
