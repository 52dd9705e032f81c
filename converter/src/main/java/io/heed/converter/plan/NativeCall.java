package io.heed.converter.plan;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.factory.Nd4j;

/** A native operator without attributes, called on given arrays. Confined to its plan's thread. */
final class NativeCall {
  private final DynamicCustomOp operator;
  private final OpContext context = Nd4j.getExecutioner().buildContext();

  NativeCall(String name) {
    this.operator = DynamicCustomOp.builder(name).build();
  }

  /** Computes into {@code output}, which may be one of two inputs of its own shape. */
  void run(INDArray first, INDArray second, INDArray output) {
    context.setInputArray(0, first);
    context.setInputArray(1, second);
    context.setOutputArray(0, output);
    Nd4j.exec(operator, context);
    context.purge();
  }
}
