package io.heed.converter.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.converter.plan.GraphPlan;
import io.heed.converter.samediff.GradientFunction;
import io.heed.converter.samediff.Nd4jSetup;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Compares SameDiff's gradients of a graph in double precision with central finite differences.
 *
 * <p>The loss is a random weighting of the checked output, so that the gradient arriving from above
 * differs from element to element and from 1. With a step of 1e-5 the differences are exact to
 * about 1e-10, so 1e-5 relative to the larger of the two values (or to 1e-3, below which a relative
 * error says nothing) leaves room for rounding alone.
 */
final class GradientCheck {
  private static final double STEP = 1e-5;
  private static final double TOLERANCE = 1e-5;
  private static final double FLOOR = 1e-3;

  private final SplittableRandom random = new SplittableRandom(20261122);
  private final SameDiff graph;
  private final LayerScope scope;
  private final Map<String, INDArray> fed = new HashMap<>();
  private final Map<String, SDVariable> inputs = new LinkedHashMap<>();

  GradientCheck() {
    Nd4jSetup.apply();
    this.graph = SameDiff.create();
    this.scope = LayerScope.training(graph, DataType.DOUBLE, random);
  }

  LayerScope scope() {
    return scope;
  }

  /** A variable of random values whose gradient is checked too. */
  SDVariable input(String name, long... shape) {
    SDVariable variable = graph.var(name, randoms(shape));
    inputs.put(name, variable);
    return variable;
  }

  /** A placeholder of given values, without gradient. */
  SDVariable feed(String name, INDArray values) {
    fed.put(name, values);
    long[] open = new long[values.rank()];
    Arrays.fill(open, -1);
    return graph.placeHolder(name, values.dataType(), open);
  }

  /** Values for a placeholder that the layers under test made. */
  void value(String placeholder, INDArray values) {
    fed.put(placeholder, values);
  }

  INDArray randoms(long... shape) {
    double[] values = new double[Math.toIntExact(Nd4j.zeros(DataType.INT8, shape).length())];
    for (int i = 0; i < values.length; i++) {
      values[i] = 2 * random.nextDouble() - 1;
    }
    return Nd4j.createFromArray(values).reshape(shape);
  }

  /** Checks every element of every parameter and input that the output depends on. */
  void check(SDVariable output) {
    shiftParameters();
    INDArray plain = graph.outputSingle(fed, output.name());
    SDVariable loss =
        output.mul(graph.constant(randoms(plain.shape()))).sum().rename("checked_loss");
    checkLoss(loss);
  }

  /** The same for an output that is a scalar loss already. */
  void checkLoss(SDVariable loss) {
    graph.setLossVariables(loss.name());
    Map<String, SDVariable> variables = new LinkedHashMap<>(scope.parameters());
    variables.putAll(inputs);
    assertTrue(!variables.isEmpty(), "nothing to check");
    Map<String, INDArray> gradients =
        graph.calculateGradients(fed, variables.keySet().toArray(String[]::new));
    variables.forEach(
        (name, variable) ->
            compare(name, variable, Objects.requireNonNull(gradients.get(name)), loss));
    checkPlan(variables, loss);
  }

  /** The same for the gradients as training computes them. */
  private void checkPlan(Map<String, SDVariable> variables, SDVariable loss) {
    Map<String, String> names = new LinkedHashMap<>();
    variables.forEach((name, variable) -> names.put(name, variable.gradient().name()));
    try (GraphPlan plan = GraphPlan.of(GradientFunction.of(graph), names.values())) {
      Map<String, INDArray> gradients = plan.run(fed);
      variables.forEach(
          (name, variable) ->
              compare(
                  name, variable, Objects.requireNonNull(gradients.get(names.get(name))), loss));
    }
  }

  /** Biases of 0 and gains of 1 hide terms; so every parameter gets a random part. */
  private void shiftParameters() {
    scope
        .parameters()
        .values()
        .forEach(
            parameter -> parameter.getArr().addi(randoms(parameter.getArr().shape()).muli(0.3)));
  }

  private void compare(String name, SDVariable variable, INDArray gradient, SDVariable loss) {
    INDArray values = variable.getArr();
    assertEquals(values.length(), gradient.length(), name);
    for (long i = 0; i < values.length(); i++) {
      double before = values.getDouble(i);
      values.putScalar(i, before + STEP);
      double above = lossValue(loss);
      values.putScalar(i, before - STEP);
      double below = lossValue(loss);
      values.putScalar(i, before);
      double expected = (above - below) / (2 * STEP);
      double found = gradient.getDouble(i);
      double scale = Math.max(FLOOR, Math.max(Math.abs(expected), Math.abs(found)));
      assertTrue(
          Math.abs(expected - found) <= TOLERANCE * scale,
          name + "[" + i + "]: gradient " + found + ", finite difference " + expected);
    }
  }

  private double lossValue(SDVariable loss) {
    return graph.outputSingle(fed, loss.name()).getDouble(0);
  }
}
