package io.heed.converter.export;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.heed.converter.onnx.OnnxAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Reshapes with constant target shapes where the symbolic shapes permit, and writes shape
 * computations where they do not.
 *
 * <p>A reshape's constant target can say "as the input's axis at this place" (0) any number of
 * times and "the rest" (-1) once. With flattenings remembered rather than written ({@link Tensor}),
 * that covers the reshapes of encoder networks: {@code [batch*sequence, width]} to {@code [batch,
 * sequence, heads, size]} is {@code [0, 0, heads, size]}. Confined to one export.
 */
final class ShapeEmitter {
  private record Origin(String tensor, int axis) {}

  private final NodeEmitter emitter;
  private final Map<String, Origin> origins = new HashMap<>();
  private int anonymous;

  ShapeEmitter(NodeEmitter emitter) {
    this.emitter = emitter;
  }

  /** Where a named length can be read at run time; the first place told stays. */
  void originate(Dimension symbol, String tensor, int axis) {
    origins.putIfAbsent(symbol.toString(), new Origin(tensor, axis));
  }

  /** A new length of which only the place is known. */
  Dimension anonymous(String tensor, int axis) {
    Dimension dimension = Dimension.symbol("?" + anonymous++);
    originate(dimension, tensor, axis);
    return dimension;
  }

  /** The tensor with the shape that SameDiff sees. */
  Tensor flat(Tensor x) {
    if (!x.isMerged()) {
      return x;
    }
    return emitter.share(x.name() + "/flat", name -> write(name, x, x.logicalShape(), 1));
  }

  /** The tensor with a shape of the same number of elements, given without -1. */
  Tensor reshape(String name, Tensor x, List<Dimension> logical) {
    int prefix = mergedPrefix(x.shape(), logical);
    if (prefix < 2) {
      return write(name, x, logical, 1);
    }
    List<Dimension> physical = new ArrayList<>(x.shape().subList(0, prefix));
    physical.addAll(logical.subList(1, logical.size()));
    return write(name, x, physical, prefix);
  }

  /** The integers as a tensor. */
  Tensor materialize(Integers integers) {
    if (integers.scalar()) {
      Dimension element = integers.elements().get(0);
      if (element.isConstant()) {
        return emitter.longScalar(element.factor());
      }
      Tensor vector = length(element);
      return emitter.share(
          vector.name() + "/scalar",
          name ->
              emitter.node(
                  "Reshape",
                  List.of(vector, emitter.longVector()),
                  new Tensor(name, DataType.INT64, List.of())));
    }
    if (integers.isConstant()) {
      return emitter.longVector(integers.constants());
    }
    List<Tensor> parts = integers.elements().stream().map(this::length).toList();
    if (parts.size() == 1) {
      return parts.get(0);
    }
    return emitter.share(
        "shape_" + integers.elements(),
        name ->
            emitter.node(
                "Concat",
                parts,
                new Tensor(name, DataType.INT64, List.of(Dimension.of(parts.size()))),
                OnnxAttributes.ofInt("axis", 0)));
  }

  /**
   * How many leading axes of the input make the first axis of the target, which run time decides.
   */
  private static int mergedPrefix(List<Dimension> shape, List<Dimension> logical) {
    if (logical.isEmpty() || logical.get(0).isConstant()) {
      return 0;
    }
    Dimension product = Dimension.ONE;
    for (int i = 0; i < shape.size(); i++) {
      product = product.times(shape.get(i));
      if (product.equals(logical.get(0))) {
        return i + 1;
      }
    }
    return 0;
  }

  /** The tensor with this shape in ONNX, of which so many axes are one to SameDiff. */
  Tensor write(String name, Tensor x, List<Dimension> target, int merged) {
    Tensor result = new Tensor(name, x.type(), target, merged);
    if (x.shape().equals(target)) {
      return new Tensor(x.name(), x.type(), target, merged);
    }
    long[] constants = new long[target.size()];
    int unknown = 0;
    for (int i = 0; i < constants.length; i++) {
      Dimension length = target.get(i);
      if (length.isConstant()) {
        constants[i] = length.factor();
      } else if (i < x.shape().size() && length.equals(x.shape().get(i))) {
        constants[i] = 0;
      } else {
        constants[i] = -1;
        unknown++;
      }
    }
    Tensor shape =
        unknown <= 1 ? emitter.longVector(constants) : materialize(Integers.vector(target));
    return emitter.node("Reshape", List.of(x, shape), result);
  }

  /** One length as a vector of one element. */
  private Tensor length(Dimension dimension) {
    if (dimension.isConstant()) {
      return emitter.longVector(dimension.factor());
    }
    Tensor product = dimension.factor() == 1 ? null : emitter.longVector(dimension.factor());
    for (String symbol : dimension.symbols()) {
      Tensor factor = symbolLength(symbol);
      Tensor left = product;
      product =
          left == null
              ? factor
              : emitter.share(
                  left.name() + "*" + factor.name(),
                  name ->
                      emitter.node(
                          "Mul",
                          List.of(left, factor),
                          new Tensor(name, DataType.INT64, List.of(Dimension.ONE))));
    }
    return Objects.requireNonNull(product);
  }

  private Tensor symbolLength(String symbol) {
    Origin origin = origins.get(symbol);
    if (origin == null) {
      throw new IllegalStateException("length \"" + symbol + "\" has no place in the graph");
    }
    return emitter.share(
        "length_" + symbol,
        name ->
            emitter.node(
                "Shape",
                List.of(new Tensor(origin.tensor(), DataType.INT64, List.of())),
                new Tensor(name, DataType.INT64, List.of(Dimension.ONE)),
                OnnxAttributes.ofInt("start", origin.axis()),
                OnnxAttributes.ofInt("end", origin.axis() + 1L)));
  }
}
