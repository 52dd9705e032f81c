package io.heed.converter.plan;

import io.heed.converter.error.ConverterException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.ToIntFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.autodiff.samediff.internal.Variable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ops.BaseOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;

/** Which step runs an operator, and what that step reads. */
final class StepRules {
  /** Operators that are no plain functions of their inputs, or write into them. */
  private static final List<String> REFUSED = List.of("assign", "identity", "create_view");

  private final SameDiff graph;

  StepRules(SameDiff graph) {
    this.graph = graph;
  }

  /** The variables that the operator's step reads, in the step's order. */
  List<String> reads(SameDiffOp operator) {
    List<String> inputs = operator.getInputsToOp();
    if (isSoftmaxGradient(operator)) {
      return List.of(probabilities(inputs.get(0)).get(0), inputs.get(1));
    }
    if (isScatterOfZeros(operator)) {
      SameDiffOp zeros = producer(inputs.get(0)).get(0);
      return List.of(zeros.getInputsToOp().get(0), inputs.get(1), inputs.get(2));
    }
    return inputs;
  }

  /**
   * The operator's step.
   *
   * @param slots of variables; {@link OperatorNode#UNUSED} for those that nothing reads
   */
  PlanStep step(SameDiffOp operator, ToIntFunction<String> slots) {
    refuse(operator);
    OperatorNode node =
        new OperatorNode(
            operator.getOp(),
            reads(operator).stream().mapToInt(slots).toArray(),
            operator.getOutputsOfOp().stream().mapToInt(slots).toArray());
    if (isSoftmaxGradient(operator)) {
      return new SoftmaxGradientStep(node);
    }
    if (isScatterOfZeros(operator)) {
      return new ScatterRowsStep(node);
    }
    if (ReshapeStep.OPERATORS.contains(node.name())) {
      return new ReshapeStep(node);
    }
    if (BroadcastGradientStep.OPERATORS.contains(node.name())) {
      return new BroadcastGradientStep(node);
    }
    if (ReluGradientStep.OPERATOR.equals(node.name())) {
      return new ReluGradientStep(node);
    }
    List<DataType> types = new ArrayList<>();
    for (String output : operator.getOutputsOfOp()) {
      types.add(graph.getVariable(output).dataType());
    }
    return new NativeStep(node, types);
  }

  private static void refuse(SameDiffOp operator) {
    boolean known =
        operator.getOp() instanceof DynamicCustomOp || operator.getOp() instanceof BaseOp;
    if (!known || REFUSED.contains(operator.getOp().opName())) {
      throw new ConverterException(
          ConverterException.Kind.UNSUPPORTED,
          "operator "
              + operator.getName()
              + ": found "
              + operator.getOp().opName()
              + ", expected a function of its inputs without control flow");
    }
  }

  /** Whether the softmax that is differentiated is at hand, over the last axis. */
  private boolean isSoftmaxGradient(SameDiffOp operator) {
    return operator.getOp().opName().equals(SoftmaxGradientStep.OPERATOR)
        && !probabilities(operator.getInputsToOp().get(0)).isEmpty();
  }

  /** The softmax of a variable over the last of its axes: one name or none. */
  private List<String> probabilities(String variable) {
    List<String> readers = variable(variable).getInputsForOp();
    List<String> names = new ArrayList<>();
    for (String reader : readers == null ? List.<String>of() : readers) {
      SameDiffOp operator = operator(reader);
      if (operator.getOp().opName().equals(SoftmaxGradientStep.FORWARD) && names.isEmpty()) {
        names.add(operator.getOutputsOfOp().get(0));
      }
    }
    return names;
  }

  /** A sum of rows into zeros of the shape of a matrix of floats. */
  private boolean isScatterOfZeros(SameDiffOp operator) {
    if (!operator.getOp().opName().equals(ScatterRowsStep.OPERATOR)) {
      return false;
    }
    List<SameDiffOp> zeros = producer(operator.getInputsToOp().get(0));
    SDVariable rows = graph.getVariable(operator.getInputsToOp().get(2));
    SDVariable ids = graph.getVariable(operator.getInputsToOp().get(1));
    return !zeros.isEmpty()
        && zeros.get(0).getOp().opName().equals(ScatterRowsStep.ZEROS)
        && rows.dataType() == DataType.FLOAT
        && ids.dataType() == DataType.INT32;
  }

  /** The operator that computes a variable: one or none. */
  private List<SameDiffOp> producer(String variable) {
    String name = variable(variable).getOutputOfOp();
    return name == null ? List.of() : List.of(operator(name));
  }

  private Variable variable(String name) {
    return Objects.requireNonNull(graph.getVariables().get(name), name);
  }

  private SameDiffOp operator(String name) {
    return Objects.requireNonNull(graph.getOps().get(name), name);
  }
}
