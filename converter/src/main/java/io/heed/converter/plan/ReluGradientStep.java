package io.heed.converter.plan;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.impl.scalar.Step;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The gradient of max(x, threshold): the gradient where x is above, 0 elsewhere, without a branch
 * an element.
 */
final class ReluGradientStep implements PlanStep {
  static final String OPERATOR = "thresholdedrelu_bp";

  private final NativeCall multiply = new NativeCall("multiply");
  private final OperatorNode node;
  private final double threshold;

  ReluGradientStep(OperatorNode node) {
    this.node = node;
    this.threshold = ((DynamicCustomOp) node.operator()).tArgs()[0];
  }

  @Override
  public void run(Frame frame) {
    INDArray x = frame.array(node.inputs()[0]);
    INDArray output = frame.create(node.outputs()[0], x.dataType(), x.shape());
    Nd4j.exec(new Step(x, output, threshold));
    multiply.run(output, frame.array(node.inputs()[1]), output);
  }
}
