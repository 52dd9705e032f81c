package io.heed.converter.half;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.heed.converter.graph.Float16;
import io.heed.converter.graph.Graph;
import io.heed.converter.graph.Initializer;
import io.heed.converter.graph.Node;
import io.heed.converter.onnx.OnnxAttributes;
import io.heed.converter.onnx.OnnxTensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * FLOAT numbers that are in the model: an initializer, a Constant node, or what a ConstantOfShape
 * node fills its output with.
 *
 * @param name of the value
 * @param maker the node, or null for an initializer
 * @param numbers the tensor; of one element for ConstantOfShape
 * @param range their sizes
 */
record FloatConstant(String name, @Nullable Node maker, Initializer numbers, ConstantRange range) {
  private static final float LARGEST_ERROR = 0.01f;

  /** All of a graph, initializers first. */
  static List<FloatConstant> of(Graph graph) {
    List<FloatConstant> found = new ArrayList<>();
    for (Initializer each : graph.initializers()) {
      if (each.type() == TensorProto.DataType.FLOAT && graph.constant(each.name()) != null) {
        found.add(new FloatConstant(each.name(), null, each, ConstantRange.of(each)));
      }
    }
    graph.nodes().forEach(node -> of(node).ifPresent(found::add));
    return found;
  }

  /** What a node makes, if it makes one. */
  static Optional<FloatConstant> of(Node node) {
    TensorProto tensor = tensor(node);
    if (tensor == null
        || tensor.getDataType() != HalfTensors.FLOAT
        || tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
      return Optional.empty();
    }
    Initializer numbers = Initializer.of(tensor).named(node.output());
    return Optional.of(new FloatConstant(node.output(), node, numbers, ConstantRange.of(numbers)));
  }

  private static @Nullable TensorProto tensor(Node node) {
    if (node.is("ConstantOfShape")) {
      TensorProto value = node.tensor("value");
      return value != null ? value : OnnxTensors.floats("", new float[1], 1);
    }
    if (!node.is("Constant")) {
      return null;
    }
    AttributeProto one = node.attribute("value_float");
    if (one != null) {
      return OnnxTensors.floats("", new float[] {one.getF()});
    }
    AttributeProto several = node.attribute("value_floats");
    if (several != null) {
      float[] values = new float[several.getFloatsCount()];
      for (int i = 0; i < values.length; i++) {
        values[i] = several.getFloats(i);
      }
      return OnnxTensors.floats("", values, values.length);
    }
    return node.tensor("value");
  }

  boolean overflows() {
    return range.overflowing() > 0;
  }

  /** Whether it is one number, small or fine, that FLOAT16 misses by more than a hundredth. */
  boolean vanishes() {
    double fill = numbers.fill();
    double rounded = Float16.toFloat(Float16.of((float) fill));
    return Math.abs(fill) <= Float16.MAX_VALUE
        && Math.abs(rounded - fill) > LARGEST_ERROR * Math.abs(fill);
  }

  /** Puts other numbers of FLOAT in their place. */
  FloatConstant with(TensorProto floats, Graph graph) {
    store(graph, floats);
    Initializer changed = Initializer.of(floats);
    return new FloatConstant(name, maker, changed, ConstantRange.of(changed));
  }

  /** Puts other numbers of any type in their place. */
  void store(Graph graph, TensorProto tensor) {
    if (maker == null) {
      graph.replace(Initializer.of(tensor));
    } else {
      maker.unset("value_float");
      maker.unset("value_floats");
      maker.set(OnnxAttributes.ofTensor("value", tensor));
    }
  }
}
