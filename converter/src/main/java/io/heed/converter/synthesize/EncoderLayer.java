package io.heed.converter.synthesize;

import io.heed.converter.onnx.OnnxAttributes;
import java.util.List;

/**
 * One layer of the encoder, normalised after each part (Vaswani et al., "Attention Is All You
 * Need", 2017): self-attention of several heads, then the feed-forward part. Confined to one
 * thread.
 */
final class EncoderLayer {
  private final EncoderNodes nodes;
  private final LayerParts parts;
  private final EncoderConfig config;
  private final EncoderFamily family;
  private final String prefix;

  EncoderLayer(EncoderNodes nodes, LayerParts parts, EncoderConfig config, int index) {
    this.nodes = nodes;
    this.parts = parts;
    this.config = config;
    this.family = config.family();
    this.prefix = family.layerPrefix + index + ".";
  }

  /** Hidden states and an additive mask [batch, 1, 1, sequence] to hidden states. */
  String add(String states, String mask) {
    int hidden = config.hiddenSize();
    String attended = attention(states, mask);
    String projected = nodes.linear(prefix + family.attentionOutput, attended, hidden, hidden);
    String between = normalisedSum(family.attentionNorm, projected, states);
    String wide =
        nodes.linear(prefix + family.intermediate, between, hidden, config.intermediateSize());
    String active = parts.activation(prefix + family.intermediate, wide);
    String narrow = nodes.linear(prefix + family.output, active, config.intermediateSize(), hidden);
    return normalisedSum(family.outputNorm, narrow, between);
  }

  private String normalisedSum(String norm, String x, String residual) {
    return parts.norm(prefix + norm, nodes.add(prefix + norm, "Add", List.of(x, residual)));
  }

  private String attention(String states, String mask) {
    String module = prefix + "attention";
    String query = heads(family.query, states, 0, 2, 1, 3);
    String key = heads(family.key, states, 0, 2, 3, 1);
    String value = heads(family.value, states, 0, 2, 1, 3);
    String root = nodes.scalar("sqrt_head_size", (float) Math.sqrt(config.headSize()));
    String scores =
        nodes.add(module, "Div", List.of(nodes.add(module, "MatMul", List.of(query, key)), root));
    String masked = nodes.add(module, "Add", List.of(scores, mask));
    String shares = nodes.add(module, "Softmax", List.of(masked), OnnxAttributes.ofInt("axis", -1));
    String mixed = nodes.add(module, "MatMul", List.of(shares, value));
    String joined = transpose(module, mixed, 0, 2, 1, 3);
    return parts.reshape(module, joined, "joined_shape", config.hiddenSize());
  }

  /** [batch, sequence, hidden] to [batch, heads, …] in the given order. */
  private String heads(String part, String states, long... order) {
    String module = prefix + part;
    String projected = nodes.linear(module, states, config.hiddenSize(), config.hiddenSize());
    String split =
        parts.reshape(module, projected, "heads_shape", config.heads(), config.headSize());
    return transpose(module, split, order);
  }

  private String transpose(String module, String x, long... order) {
    return nodes.add(module, "Transpose", List.of(x), OnnxAttributes.ofInts("perm", order));
  }
}
