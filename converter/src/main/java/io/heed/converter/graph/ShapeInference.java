package io.heed.converter.graph;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Types and shapes of all values of a graph, and the lengths that travel through it as numbers, by
 * one pass from the inputs on. Covers the operators of BERT-family graphs; of what others make
 * nothing is known, which is never an error. Shapes that a file claims for inner values are not
 * trusted. Confined to one thread; a result stands for the graph as it was.
 */
public final class ShapeInference {
  /** Longest vector whose elements are followed. */
  static final int MOST_ELEMENTS = 64;

  private final Graph graph;
  private final Map<String, ValueFacts> facts = new HashMap<>();

  private ShapeInference(Graph graph) {
    this.graph = graph;
  }

  /** Infers what can be known. */
  public static ShapeInference of(OnnxModel model) {
    ShapeInference inference = new ShapeInference(model.graph());
    for (ValueInfoProto input : model.graph().inputs()) {
      inference.facts.put(input.getName(), declared(input));
    }
    for (Node node : model.graph().sorted()) {
      inference.infer(node, model.opset(""));
    }
    return inference;
  }

  /** What is known of a value. */
  public ValueFacts of(String value) {
    ValueFacts known = facts.get(value);
    if (known == null) {
      Initializer constant = graph.constant(value);
      known = constant == null ? ValueFacts.UNKNOWN : facts(constant);
      facts.put(value, known);
    }
    return known;
  }

  private void infer(Node node, long opset) {
    List<ValueFacts> inputs = new ArrayList<>();
    node.inputs().forEach(input -> inputs.add(of(input)));
    List<ValueFacts> made = List.of();
    if (!node.hasSubgraph()) {
      try {
        made = ShapeRules.apply(new RuleCall(node, inputs, opset, graph));
      } catch (ArithmeticException | IndexOutOfBoundsException | NegativeArraySizeException e) {
        // a graph with wrong attributes or shapes: nothing is known, and a run will tell
      }
    }
    for (int i = 0; i < node.outputs().size(); i++) {
      facts.put(node.outputs().get(i), i < made.size() ? bounded(made.get(i)) : ValueFacts.UNKNOWN);
    }
  }

  /** Graphs that double a shape with every node must not fill the memory. */
  private static ValueFacts bounded(ValueFacts made) {
    List<Dim> shape = made.shape();
    List<Dim> elements = made.elements();
    return new ValueFacts(
        made.type(),
        shape != null && shape.size() > Shapes.MOST_AXES ? null : shape,
        elements != null && elements.size() > MOST_ELEMENTS ? null : elements);
  }

  private static ValueFacts facts(Initializer constant) {
    List<Dim> shape = constant.dims().stream().map(Dim::of).toList();
    List<Dim> elements = null;
    if (shape.size() <= 1 && constant.isWhole() && constant.size() <= MOST_ELEMENTS) {
      elements = new ArrayList<>();
      for (long value : constant.longs()) {
        elements.add(Dim.of(value));
      }
    }
    return new ValueFacts(constant.type(), shape, elements);
  }

  private static ValueFacts declared(ValueInfoProto value) {
    var tensor = value.getType().getTensorType();
    DataType type = DataType.forNumber(tensor.getElemType());
    List<Dim> shape = null;
    if (tensor.hasShape()) {
      shape = new ArrayList<>();
      for (Dimension dim : tensor.getShape().getDimList()) {
        shape.add(
            dim.hasDimValue() && dim.getDimValue() >= 0
                ? Dim.of(dim.getDimValue())
                : dim.getDimParam().isEmpty() ? Dim.unknown() : Dim.symbol(dim.getDimParam()));
      }
    }
    return ValueFacts.of(type == null ? DataType.UNDEFINED : type, shape);
  }
}
