package io.heed.converter.optimize;

import io.heed.converter.graph.OnnxModel;
import io.heed.converter.optimize.OptimizerOptions.AttentionForm;
import io.heed.converter.optimize.OptimizerOptions.Fusion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The passes of a target, in their order, until none finds anything more. Immutable. */
public final class GraphOptimizer {
  /** Rounds after which passes that undo each other are stopped. */
  private static final int MOST_ROUNDS = 10;

  private final List<GraphPass> passes;

  private GraphOptimizer(List<GraphPass> passes) {
    this.passes = List.copyOf(passes);
  }

  /** What every target has in common: standard operators, without anything superfluous. */
  public static GraphOptimizer cleaning() {
    return new GraphOptimizer(cleaning(17, new GeluFusion()));
  }

  static List<GraphPass> cleaning(long opset, GraphPass gelu) {
    return List.of(
        new ConstantNodes(),
        new StaticShapes(),
        new ConstantFolding(),
        new NoOperations(),
        new LayoutChains(),
        new CommonSubexpressions(),
        new DuplicateInitializers(),
        new OpsetUpgrade(opset),
        new LayerNormalizationFusion(),
        gelu,
        new PaddingMaskForm(),
        new InputLengths());
  }

  /** What pays on a target, with the fusions that are {@linkplain OptimizerOptions#of usual}. */
  public static GraphOptimizer of(Target target) {
    return of(target, OptimizerOptions.of(target));
  }

  /** What pays on a target, with fusions of choice. */
  public static GraphOptimizer of(Target target, OptimizerOptions options) {
    long opset =
        options.attention() == AttentionForm.STANDARD ? 23 : target == Target.TENSORRT ? 20 : 17;
    GraphPass gelu = target == Target.TENSORRT ? GeluFusion.standard() : new GeluFusion();
    List<GraphPass> passes = new ArrayList<>(cleaning(opset, gelu));
    switch (options.attention()) {
      case NONE -> {}
      case PACKED -> passes.add(new PackedAttentionFusion());
      case MULTI_HEAD -> passes.add(new MultiHeadAttentionFusion());
      case STANDARD -> passes.add(new StandardAttentionFusion());
    }
    if (options.fusions().contains(Fusion.QKV)) {
      passes.add(new MergedProjections());
    }
    if (options.fusions().contains(Fusion.EMBED_LAYER_NORMALIZATION)) {
      passes.add(new EmbedLayerNormalizationFusion());
    }
    if (options.fusions().contains(Fusion.SKIP_LAYER_NORMALIZATION)) {
      passes.add(new SkipLayerNormalizationFusion());
    }
    if (options.fusions().contains(Fusion.BIAS_GELU)) {
      passes.add(new BiasGeluFusion());
    }
    if (target != Target.CPU) {
      passes.add(new NarrowIntegers());
    }
    return new GraphOptimizer(passes);
  }

  /**
   * The form for single texts on processors: batch 1, nothing padded, so that there is no mask.
   *
   * <p>A model of which something else than its mask depends on the mask keeps that input.
   */
  public static GraphOptimizer singleText() {
    List<GraphPass> passes = new ArrayList<>();
    passes.add(new SingleText());
    passes.addAll(cleaning(17, new GeluFusion()));
    passes.add(new NoMask());
    passes.add(new RowAttention());
    passes.add(new RowNormalization());
    return new GraphOptimizer(passes);
  }

  /**
   * Rewrites a model.
   *
   * @return how many places each pass changed
   */
  public Map<String, Integer> optimize(OnnxModel model) {
    Map<String, Integer> changes = new LinkedHashMap<>();
    boolean changed = true;
    for (int round = 0; changed && round < MOST_ROUNDS; round++) {
      changed = false;
      for (GraphPass pass : passes) {
        int places = pass.apply(model);
        changed |= places > 0;
        changes.merge(pass.name(), places, Integer::sum);
      }
    }
    model.graph().removeUnused();
    model.graph().forgetDescriptions();
    return changes;
  }
}
