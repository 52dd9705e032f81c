package io.heed.converter.layer;

import org.nd4j.autodiff.samediff.SDVariable;

/**
 * An encoder layer with the normalisation after each residual sum (Vaswani et al., "Attention Is
 * All You Need", 2017, section 3.1): attention, add, normalise, feed-forward, add, normalise.
 */
final class EncoderBlock {
  private final LayerScope scope;
  private final String name;
  private final NetworkConfig config;
  private final MultiHeadAttention attention;
  private final LayerNorm attentionNorm;
  private final Dense intermediate;
  private final Dense output;
  private final LayerNorm outputNorm;

  EncoderBlock(LayerScope scope, String name, NetworkConfig config) {
    int width = config.width();
    this.scope = scope;
    this.name = name;
    this.config = config;
    this.attention =
        new MultiHeadAttention(scope, name + ".attention", width, config.heads(), config.keySize());
    this.attentionNorm =
        new LayerNorm(scope, name + ".attention_norm", width, config.normEpsilon());
    this.intermediate = new Dense(scope, name + ".intermediate", width, config.feedForward());
    this.output = new Dense(scope, name + ".output", config.feedForward(), width);
    this.outputNorm = new LayerNorm(scope, name + ".output_norm", width, config.normEpsilon());
  }

  /**
   * Shape [batch * sequence, width] to the same shape; the bias as in {@link MultiHeadAttention}.
   */
  SDVariable apply(SDVariable rows, SDVariable bias, SequenceShapes shapes) {
    SDVariable attended = attention.apply(rows, bias, shapes);
    SDVariable afterAttention = attentionNorm.apply(rows.add(dropped("attention", attended)));
    SDVariable transformed =
        output.apply(config.activation().apply(scope, intermediate.apply(afterAttention)));
    return outputNorm.apply(afterAttention.add(dropped("output", transformed)));
  }

  private SDVariable dropped(String place, SDVariable rows) {
    return Dropout.ofTokens(
        scope, name + "." + place + "_dropout", config.blockDropout(), rows, config.width());
  }
}
