package io.heed.converter.optimize;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.heed.converter.graph.ExportedGraph;
import io.heed.converter.graph.Graph;
import io.heed.converter.graph.Node;
import io.heed.converter.graph.OnnxModel;
import io.heed.converter.onnx.OnnxTensors;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One sum of embeddings each, with token types or, for DistilBERT, without. */
class EmbedLayerNormalizationFusionTest extends GraphPassContract {
  @Override
  GraphPass pass() {
    return new EmbedLayerNormalizationFusion();
  }

  @Override
  int expectedChanges(String graph) {
    return 1;
  }

  @Test
  void apply_positionsThatDependOnIds_changesNothing() {
    // RoBERTa's, roughly: positions count what is no padding
    OnnxModel model = prepared(ExportedGraph.of("classic-ts-op17"));
    Graph graph = model.graph();
    String axis = graph.add(OnnxTensors.longs("axis", new long[] {1}));
    String counted = graph.add("counted", "CumSum", List.of("attention_mask", axis));
    for (Node node : graph.nodes()) {
      if (node.is("Gather") && node.input(0).contains("position_embeddings")) {
        graph.setInputs(node, List.of(node.input(0), counted));
      }
    }
    assertEquals(1, graph.readers(counted).size());
    assertEquals(0, pass().apply(model));
  }
}
