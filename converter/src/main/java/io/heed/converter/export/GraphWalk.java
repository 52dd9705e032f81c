package io.heed.converter.export;

import io.heed.converter.error.ConverterException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.autodiff.samediff.internal.Variable;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The walk over a SameDiff graph from its outputs back to placeholders and parameters; every
 * variable is looked at once. Confined to one export.
 */
final class GraphWalk {
  private static final List<SubgraphPattern> PATTERNS =
      List.of(new LayerNormalizationPattern(), new GeluPattern());

  private final SameDiff graph;
  private final NodeEmitter emitter;
  private final ShapeEmitter shapes;
  private final Map<String, Value> values = new HashMap<>();
  private final Set<String> pending = new HashSet<>();

  GraphWalk(SameDiff graph, NodeEmitter emitter, ShapeEmitter shapes) {
    this.graph = graph;
    this.emitter = emitter;
    this.shapes = shapes;
  }

  NodeEmitter emitter() {
    return emitter;
  }

  ShapeEmitter shapes() {
    return shapes;
  }

  /** Says what a placeholder is. */
  void bind(String placeholder, Value value) {
    values.put(placeholder, value);
  }

  /** What the variable is in ONNX, written first where needed. */
  Value value(String variable) {
    Value known = values.get(variable);
    if (known != null) {
      return known;
    }
    if (!pending.add(variable)) {
      throw new ConverterException(
          ConverterException.Kind.UNSUPPORTED,
          "variable \"" + variable + "\" depends on itself; loops have no export");
    }
    Value value = producer(variable).map(op -> apply(op, variable)).orElseGet(() -> leaf(variable));
    pending.remove(variable);
    values.put(variable, value);
    return value;
  }

  /** The operator that computes the variable; empty for placeholders, parameters and constants. */
  Optional<SameDiffOp> producer(String variable) {
    Variable node = graph.getVariables().get(variable);
    if (node == null || node.getOutputOfOp() == null) {
      return Optional.empty();
    }
    return Optional.ofNullable(graph.getOps().get(node.getOutputOfOp()));
  }

  /** The only element of a constant, if the variable is one. */
  Optional<Double> constantScalar(String variable) {
    SDVariable sdVariable = graph.getVariable(variable);
    if (sdVariable == null
        || sdVariable.getVariableType() != VariableType.CONSTANT
        || sdVariable.getArr().length() != 1) {
      return Optional.empty();
    }
    return Optional.of(sdVariable.getArr().getDouble(0));
  }

  /** SameDiff's type of a variable. */
  DataType type(String variable) {
    return graph.getVariable(variable).dataType();
  }

  private Value apply(SameDiffOp op, String variable) {
    OperatorCall call = new OperatorCall(this, op, variable);
    if (op.getOutputsOfOp().size() != 1) {
      throw call.unsupported("it has " + op.getOutputsOfOp().size() + " outputs; expected 1");
    }
    for (SubgraphPattern pattern : PATTERNS) {
      Optional<Value> value = pattern.apply(call);
      if (value.isPresent()) {
        return value.get();
      }
    }
    return OperatorRules.of(call).apply(call);
  }

  private Value leaf(String variable) {
    SDVariable sdVariable = graph.getVariable(variable);
    if (sdVariable == null) {
      throw new ConverterException(
          ConverterException.Kind.USAGE, "the graph has no variable \"" + variable + "\"");
    }
    if (sdVariable.getVariableType() == VariableType.PLACEHOLDER) {
      throw new ConverterException(
          ConverterException.Kind.USAGE,
          "the output needs the placeholder \"" + variable + "\", which is not among the inputs");
    }
    return Parameters.value(emitter, variable, sdVariable.getArr());
  }
}
