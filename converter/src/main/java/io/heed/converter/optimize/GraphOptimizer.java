package io.heed.converter.optimize;

import io.heed.converter.graph.OnnxModel;
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
    return new GraphOptimizer(
        List.of(
            new ConstantNodes(),
            new StaticShapes(),
            new ConstantFolding(),
            new NoOperations(),
            new CommonSubexpressions(),
            new DuplicateInitializers(),
            new OpsetUpgrade(17),
            new LayerNormalizationFusion(),
            new GeluFusion()));
  }

  /** The form for texts without padding, without an attention mask. */
  public static GraphOptimizer unpadded() {
    List<GraphPass> passes = new ArrayList<>(cleaning().passes);
    passes.add(new NoMask());
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
