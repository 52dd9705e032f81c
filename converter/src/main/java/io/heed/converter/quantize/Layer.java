package io.heed.converter.quantize;

import io.heed.converter.graph.Initializer;
import io.heed.converter.graph.Node;
import org.jspecify.annotations.Nullable;

/**
 * A matrix multiplication {@code activation · weight + bias} that can be quantised.
 *
 * @param node the {@code MatMul} or {@code Gemm}
 * @param name of the node, or of its output where it has none
 * @param weight the constant factor, [in, out], or [out, in] where it is turned
 * @param turned whether the operator multiplies by the transpose of {@code weight}
 * @param add the {@code Add} after it that makes the bias; null if there is none
 * @param bias the constant vector of [out] that is added; null if there is none
 */
record Layer(
    Node node,
    String name,
    Initializer weight,
    boolean turned,
    @Nullable Node add,
    @Nullable Initializer bias) {

  String activation() {
    return node.input(0);
  }

  /** What reads the result of the layer. */
  String output() {
    return add != null ? add.output() : node.output();
  }

  int in() {
    return Math.toIntExact(weight.dims().get(turned ? 1 : 0));
  }

  int out() {
    return Math.toIntExact(weight.dims().get(turned ? 0 : 1));
  }

  /** What the product is multiplied by before the bias is added. */
  float alpha() {
    return node.floatOr("alpha", 1);
  }

  /** What the bias is multiplied by. */
  float beta() {
    return add != null ? 1 : node.floatOr("beta", 1);
  }

  boolean isGemm() {
    return node.is("Gemm");
  }
}
