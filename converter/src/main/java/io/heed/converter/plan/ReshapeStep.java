package io.heed.converter.plan;

import java.util.List;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.factory.Nd4j;

/** An operator that gives its first input's elements another shape: no copy. */
final class ReshapeStep implements PlanStep {
  /** Operators of this kind. */
  static final List<String> OPERATORS = List.of("reshape", "expand_dims");

  private final OperatorNode node;
  private final DynamicCustomOp operator;
  private final OpContext context = Nd4j.getExecutioner().buildContext();

  ReshapeStep(OperatorNode node) {
    this.node = node;
    this.operator = (DynamicCustomOp) node.operator();
    context.setArgs(null, operator.iArgs(), operator.dArgs(), operator.tArgs(), operator.bArgs());
  }

  @Override
  public void run(Frame frame) {
    for (int i = 0; i < node.inputs().length; i++) {
      context.setInputArray(i, frame.array(node.inputs()[i]));
    }
    long[] shape = operator.calculateOutputShape(context).get(0).getShape();
    context.purge();
    frame.share(node.outputs()[0], node.inputs()[0], shape);
  }
}
