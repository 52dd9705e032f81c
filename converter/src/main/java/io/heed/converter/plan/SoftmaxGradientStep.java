package io.heed.converter.plan;

import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The gradient of a softmax over the last axis from the softmax itself: p (g - sum(g p)). ND4J's
 * own computes the softmax a second time.
 */
final class SoftmaxGradientStep implements PlanStep {
  static final String OPERATOR = "softmax_bp";
  static final String FORWARD = "softmax";

  private final NativeCall multiply = new NativeCall("multiply");
  private final NativeCall subtract = new NativeCall("subtract");
  private final OperatorNode node;

  /**
   * @param node reads the softmax and the gradient
   */
  SoftmaxGradientStep(OperatorNode node) {
    this.node = node;
  }

  @Override
  public void run(Frame frame) {
    INDArray p = frame.array(node.inputs()[0]);
    INDArray g = frame.array(node.inputs()[1]);
    DataType type = p.dataType();
    INDArray result = frame.create(node.outputs()[0], type, p.shape());
    long[] rows = Arrays.copyOf(p.shape(), p.rank());
    rows[rows.length - 1] = 1;
    Storage storage = frame.scratch(type, rows);
    INDArray sums = storage.array(rows);
    multiply.run(g, p, result);
    Sums.into(sums, result);
    subtract.run(g, sums, result);
    multiply.run(result, p, result);
    frame.giveBack(storage);
  }
}
