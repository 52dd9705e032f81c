package io.heed.converter.optimize;

import io.heed.converter.graph.Node;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Multi-head attention found in a graph: {@code softmax(scale · Q·Kᵀ + mask) · V} for each head
 * ("Attention Is All You Need", arXiv:1706.03762).
 *
 * @param query what Q is made of: [batch, sequence, heads · head size]
 * @param key likewise for K
 * @param value likewise for V
 * @param heads how many
 * @param headSize elements of a head
 * @param scale what the scores are multiplied by
 * @param mask null if all is visible
 * @param result the context [batch, sequence, heads · head size]
 * @param last the node that makes it
 * @param inner all other nodes, those that make query, key and value left out
 */
record AttentionMatch(
    String query,
    String key,
    String value,
    int heads,
    int headSize,
    double scale,
    @Nullable AttentionMask mask,
    String result,
    Node last,
    List<Node> inner) {
  /** Elements of all heads. */
  int hidden() {
    return heads * headSize;
  }

  /** Whether the scale is the one that operators take if none is stated. */
  boolean hasUsualScale() {
    return Math.abs(scale * Math.sqrt(headSize) - 1) < 1e-6;
  }
}
