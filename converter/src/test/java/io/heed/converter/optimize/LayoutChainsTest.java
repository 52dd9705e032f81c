package io.heed.converter.optimize;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.heed.converter.graph.ExportedGraph;
import io.heed.converter.graph.OnnxModel;
import org.junit.jupiter.api.Test;

/**
 * Keys are transposed twice or, by one exporter, by Reshape, Transpose and Reshape in each of two
 * layers; masks and indices get their axes one by one.
 */
class LayoutChainsTest extends GraphPassContract {
  @Override
  GraphPass pass() {
    return new LayoutChains();
  }

  @Override
  void prepare(OnnxModel model) {
    new ConstantNodes().apply(model);
    for (int round = 0; round < 3; round++) {
      new StaticShapes().apply(model);
      new ConstantFolding().apply(model);
      new NoOperations().apply(model);
    }
  }

  @Override
  int expectedChanges(String graph) {
    return switch (graph) {
      case "classic-dynamo-op18" -> 0; // has Transpose (0, 2, 3, 1) and Unsqueeze (1, 2)
      case "hfeager-dynamo-op18", "hfsdpa-dynamo-op23" -> 3; // of indices
      case "hfsdpa-dynamo-op20" -> 3 + 2; // and the keys
      case "distilbert-ts-op17", "hfeager-ts-op14", "hfeager-ts-op17", "hfsdpa-ts-op17" -> 7;
      default -> 1; // the mask
    };
  }

  @Test
  void cleaning_batchedTransposition_isOneTranspose() {
    OnnxModel model = OnnxModel.of(ExportedGraph.of("hfsdpa-dynamo-op20").model());
    GraphOptimizer.cleaning().optimize(model);
    var counts = GraphOptimizerTest.counts(model);
    assertEquals(8, counts.get("Reshape")); // four a layer: for queries, keys, values, the context
    assertEquals(8, counts.get("Transpose"));
  }
}
