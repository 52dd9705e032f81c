package io.heed.converter.plan;

import java.util.List;
import java.util.Locale;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The gradient of an element-wise operator of two operands that broadcast. ND4J's own computes both
 * gradients even where one is not needed, element by element through general strides.
 */
final class BroadcastGradientStep implements PlanStep {
  /** Operators of this kind: add_bp and so on. */
  static final List<String> OPERATORS =
      List.of("add_bp", "subtract_bp", "multiply_bp", "divide_bp");

  private enum Operator {
    ADD,
    SUBTRACT,
    MULTIPLY,
    DIVIDE
  }

  private final NativeCall multiply = new NativeCall("multiply");
  private final NativeCall divide = new NativeCall("divide");
  private final OperatorNode node;
  private final Operator operator;
  private final int first;
  private final int second;
  private final int gradient;

  BroadcastGradientStep(OperatorNode node) {
    this.node = node;
    this.operator = Operator.valueOf(node.name().replace("_bp", "").toUpperCase(Locale.ROOT));
    this.first = node.inputs()[0];
    this.second = node.inputs()[1];
    this.gradient = node.inputs()[2];
  }

  @Override
  public void run(Frame frame) {
    if (node.needs(0)) {
      firstGradient(frame, node.outputs()[0]);
    }
    if (node.needs(1)) {
      secondGradient(frame, node.outputs()[1]);
    }
  }

  private void firstGradient(Frame frame, int output) {
    long[] shape = frame.array(first).shape();
    switch (operator) {
      case ADD, SUBTRACT -> pass(frame, output, shape);
      case MULTIPLY -> product(frame, multiply, second, output, shape);
      case DIVIDE -> product(frame, divide, second, output, shape);
    }
  }

  private void secondGradient(Frame frame, int output) {
    long[] shape = frame.array(second).shape();
    switch (operator) {
      case ADD -> pass(frame, output, shape);
      case SUBTRACT -> {
        INDArray sum = frame.create(output, frame.array(gradient).dataType(), shape);
        Sums.into(sum, frame.array(gradient));
        sum.negi();
      }
      case MULTIPLY -> product(frame, multiply, first, output, shape);
      case DIVIDE -> quotient(frame, output, shape);
    }
  }

  /** The gradient itself, summed to the shape. */
  private void pass(Frame frame, int output, long... shape) {
    INDArray values = frame.array(gradient);
    if (Sums.unneeded(values.shape(), shape)) {
      frame.share(output, gradient, shape);
    } else {
      Sums.into(frame.create(output, values.dataType(), shape), values);
    }
  }

  /** The gradient times (or divided by) the other operand, summed to the shape. */
  private void product(Frame frame, NativeCall call, int other, int output, long... shape) {
    INDArray values = frame.array(gradient);
    INDArray sum = frame.create(output, values.dataType(), shape);
    if (Sums.unneeded(values.shape(), shape)) {
      call.run(values, frame.array(other), sum);
      return;
    }
    Storage storage = frame.scratch(values.dataType(), values.shape());
    INDArray product = storage.array(values.shape());
    call.run(values, frame.array(other), product);
    Sums.into(sum, product);
    frame.giveBack(storage);
  }

  /**
   * -sum(g x / y) / y: of d(x / y)/dy = -x / y^2, one division by y goes after the sum, over whose
   * axes y is constant.
   */
  private void quotient(Frame frame, int output, long... shape) {
    INDArray values = frame.array(gradient);
    INDArray divisor = frame.array(second);
    INDArray sum = frame.create(output, values.dataType(), shape);
    Storage storage = frame.scratch(values.dataType(), values.shape());
    INDArray product = storage.array(values.shape());
    multiply.run(values, frame.array(first), product);
    Sums.into(sum, product);
    frame.giveBack(storage);
    divide.run(sum, divisor, sum);
    divide.run(sum, divisor, sum);
    sum.negi();
  }
}
