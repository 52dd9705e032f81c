package io.heed.converter.optimize;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.heed.converter.graph.ExportedGraph;
import io.heed.converter.graph.OnnxModel;
import org.junit.jupiter.api.Test;

/** Two layers, one attention each; heads apart or not, in whatever operator set it began. */
class StandardAttentionFusionTest extends GraphPassContract {
  @Override
  GraphPass pass() {
    return new StandardAttentionFusion();
  }

  @Override
  void prepare(OnnxModel model) {
    super.prepare(model);
    new OpsetUpgrade(23).apply(model);
  }

  @Override
  int expectedChanges(String graph) {
    return 2;
  }

  @Test
  void apply_olderOperatorSet_changesNothing() {
    OnnxModel model = OnnxModel.of(ExportedGraph.of("classic-ts-op17").model());
    super.prepare(model);
    assertEquals(0, pass().apply(model));
  }
}
