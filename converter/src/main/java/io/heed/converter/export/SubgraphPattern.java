package io.heed.converter.export;

import java.util.Optional;

/** A composition of SameDiff operators for which ONNX has one operator. Stateless. */
@FunctionalInterface
interface SubgraphPattern {
  /** The value of the output of {@code call}, when that operator ends such a composition. */
  Optional<Value> apply(OperatorCall call);
}
