package io.heed.converter.optimize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.converter.graph.ExportedGraph;
import io.heed.converter.graph.OnnxModel;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The mask is read once in each of two layers. */
class PaddingMaskFormTest extends GraphPassContract {
  private static final Set<String> ARITHMETIC =
      Set.of("Range", "GatherND", "And", "GreaterOrEqual", "ConstantOfShape", "Max");

  @Override
  GraphPass pass() {
    return new PaddingMaskForm();
  }

  @Override
  void prepare(OnnxModel model) {
    new ConstantNodes().apply(model);
    new StaticShapes().apply(model);
    new ConstantFolding().apply(model);
    new NoOperations().apply(model);
    new OpsetUpgrade(17).apply(model);
  }

  @Override
  int expectedChanges(String graph) {
    return 2;
  }

  @ParameterizedTest
  @FieldSource("GRAPHS")
  void cleaning_exportedGraph_leavesNoArithmeticOfMasks(String name) {
    OnnxModel model = OnnxModel.of(ExportedGraph.of(name).model());
    GraphOptimizer.cleaning().optimize(model);
    Map<String, Integer> counts = GraphOptimizerTest.counts(model);
    assertEquals(
        0, counts.keySet().stream().filter(ARITHMETIC::contains).count(), counts.toString());
    assertTrue(counts.getOrDefault("Unsqueeze", 0) <= 2, counts.toString());
  }
}
