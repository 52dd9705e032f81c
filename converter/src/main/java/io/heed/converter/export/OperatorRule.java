package io.heed.converter.export;

/** How one SameDiff operator is said in ONNX. Stateless. */
@FunctionalInterface
interface OperatorRule {
  /** The value of the operator's output; writes the nodes that it needs. */
  Value apply(OperatorCall call);
}
