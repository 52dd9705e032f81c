package io.heed.converter.quantize;

import io.heed.converter.graph.Initializer;
import io.heed.converter.graph.Node;
import org.jspecify.annotations.Nullable;

/**
 * A {@code com.microsoft.Attention} whose projections can be quantised.
 *
 * @param node the operator
 * @param name of the node, or of its output where it has none
 * @param weight the constant factor of all three projections, FLOAT[in, 3 · hidden]
 * @param bias the constant vector of [3 · hidden] that is added; null if there is none
 */
record AttentionLayer(Node node, String name, Initializer weight, @Nullable Initializer bias) {

  String activation() {
    return node.input(0);
  }
}
