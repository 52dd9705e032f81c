package io.heed.converter.optimize;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.converter.graph.ExportedGraph;
import io.heed.converter.graph.OnnxModel;
import io.heed.converter.optimize.OptimizerOptions.AttentionForm;
import io.heed.converter.optimize.OptimizerOptions.Fusion;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * The fusions that ONNX Runtime's transformers optimizer found in a graph, made by ours: no more
 * nodes are left. What it reports is the table of RATIONALE.md.
 */
class ReferenceCountsTest {
  static final List<String> GRAPHS = ExportedGraph.NAMES;

  @ParameterizedTest
  @FieldSource("GRAPHS")
  void optimize_fusionsOfTheReference_leavesNoMoreNodes(String name, TestReporter reporter) {
    ExportedGraph exported = ExportedGraph.of(name);
    Set<String> fused = exported.fusedOperators();
    OnnxModel model = OnnxModel.of(exported.model());
    final int nodes = model.graph().size();
    GraphOptimizer.of(Target.CUDA, asReference(model, fused)).optimize(model);
    OnnxModel whole = OnnxModel.of(exported.model());
    GraphOptimizer.of(Target.CUDA).optimize(whole);

    int reference = exported.referenceCounts().values().stream().mapToInt(count -> count).sum();
    reporter.publishEntry(
        name,
        String.format(
            Locale.ROOT,
            "%d nodes; %s: reference %d, ours %d; all fusions: %d",
            nodes,
            String.join(", ", fused),
            reference,
            model.graph().size(),
            whole.graph().size()));
    assertTrue(model.graph().size() <= reference);
    GraphPassContract.assertSame(exported, exported.model(), model.toProto().toByteArray());
  }

  private static OptimizerOptions asReference(OnnxModel model, Set<String> fused) {
    Set<Fusion> fusions = EnumSet.noneOf(Fusion.class);
    if (fused.contains("BiasGelu") || fused.contains("FastGelu")) {
      fusions.add(Fusion.BIAS_GELU);
    }
    if (fused.contains("SkipLayerNormalization")) {
      fusions.add(Fusion.SKIP_LAYER_NORMALIZATION);
    }
    if (fused.contains("EmbedLayerNormalization")) {
      fusions.add(Fusion.EMBED_LAYER_NORMALIZATION);
    }
    boolean its = model.graph().nodes().stream().noneMatch(node -> node.is("Attention"));
    return new OptimizerOptions(
        its && fused.contains("Attention") ? AttentionForm.PACKED : AttentionForm.NONE, fusions);
  }
}
