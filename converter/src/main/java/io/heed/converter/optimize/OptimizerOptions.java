package io.heed.converter.optimize;

import java.util.Set;

/**
 * Which fusions a target may make. Immutable.
 *
 * @param attention in what form attention is fused
 * @param fusions the others
 */
public record OptimizerOptions(AttentionForm attention, Set<Fusion> fusions) {
  /** How attention is written. */
  public enum AttentionForm {
    /** As it came. */
    NONE,
    /** ONNX Runtime's Attention, projections included, weights packed. */
    PACKED,
    /** ONNX Runtime's MultiHeadAttention, after the projections. */
    MULTI_HEAD,
    /** ONNX's own Attention, operator set 23. */
    STANDARD
  }

  /** A fusion that can be chosen. */
  public enum Fusion {
    /** A sum and its LayerNormalization in one, ONNX Runtime's. */
    SKIP_LAYER_NORMALIZATION,
    /** Embeddings, their sum and its LayerNormalization in one, ONNX Runtime's. */
    EMBED_LAYER_NORMALIZATION,
    /** GELU that adds a bias, ONNX Runtime's. */
    BIAS_GELU,
    /** One matrix product for queries, keys and values, standard operators. */
    QKV
  }

  /** Copies the set. */
  public OptimizerOptions {
    fusions = Set.copyOf(fusions);
  }

  /** No fusions. */
  public static OptimizerOptions none() {
    return new OptimizerOptions(AttentionForm.NONE, Set.of());
  }

  /** What pays on a target. */
  public static OptimizerOptions of(Target target) {
    return switch (target) {
      case CPU ->
          new OptimizerOptions(AttentionForm.MULTI_HEAD, Set.of(Fusion.SKIP_LAYER_NORMALIZATION));
      case TENSORRT -> none();
      case CUDA ->
          new OptimizerOptions(
              AttentionForm.PACKED,
              Set.of(
                  Fusion.SKIP_LAYER_NORMALIZATION,
                  Fusion.EMBED_LAYER_NORMALIZATION,
                  Fusion.BIAS_GELU));
    };
  }
}
