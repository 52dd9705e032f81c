package io.heed.converter.plan;

import org.nd4j.autodiff.functions.DifferentialFunction;

/**
 * An operator with its slots.
 *
 * @param operator SameDiff's
 * @param inputs slots of what its step reads
 * @param outputs slots in the operator's order; {@link #UNUSED} where nothing needs the output
 */
record OperatorNode(DifferentialFunction operator, int[] inputs, int[] outputs) {
  /** The slot of an output that nothing reads. */
  static final int UNUSED = -1;

  String name() {
    return operator.opName();
  }

  boolean needs(int output) {
    return outputs[output] != UNUSED;
  }
}
