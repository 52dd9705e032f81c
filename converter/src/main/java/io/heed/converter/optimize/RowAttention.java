package io.heed.converter.optimize;

import io.heed.converter.graph.Graph;
import io.heed.converter.graph.Node;
import io.heed.converter.graph.OnnxModel;
import io.heed.converter.onnx.OnnxAttributes;
import io.heed.converter.onnx.OnnxTensors;
import java.util.List;

/**
 * Attention of a single text without moving queries, keys and values to their heads: as [sequence,
 * heads, size] they are read in strides by ONNX Runtime's FusedMatMul, whose {@code transBatch}
 * takes the second axis for the batch. Only the context is transposed.
 */
final class RowAttention implements GraphPass {
  @Override
  public int apply(OnnxModel model) {
    AttentionPattern pattern = new AttentionPattern(model);
    int changed = 0;
    for (AttentionMatch match : pattern.all()) {
      if (match.mask() == null && pattern.shapes().of(match.query()).dim(0).is(1)) {
        model.useOpset(OnnxModel.MICROSOFT, 1);
        replace(model.graph(), match);
        changed++;
      }
    }
    model.graph().removeUnused();
    return changed;
  }

  private static void replace(Graph graph, AttentionMatch match) {
    String name = match.result();
    String toHeads =
        graph.add(
            OnnxTensors.longs(
                "rows_to_heads", new long[] {-1, match.heads(), match.headSize()}, 3));
    String toRows =
        graph.add(OnnxTensors.longs("heads_to_rows", new long[] {1, -1, match.hidden()}, 3));
    String query = graph.add(name + "_query", "Reshape", List.of(match.query(), toHeads));
    String key = graph.add(name + "_key", "Reshape", List.of(match.key(), toHeads));
    String value = graph.add(name + "_value", "Reshape", List.of(match.value(), toHeads));
    Node scores =
        graph.add(
            Node.ofDomain(
                OnnxModel.MICROSOFT,
                "FusedMatMul",
                List.of(query, key),
                List.of(graph.newName(name + "_scores")),
                OnnxAttributes.ofInt("transBatchA", 1),
                OnnxAttributes.ofInt("transBatchB", 1),
                OnnxAttributes.ofInt("transB", 1),
                OnnxAttributes.ofFloat("alpha", (float) match.scale())));
    String weights =
        graph.add(
            name + "_weights",
            "Softmax",
            List.of(scores.output()),
            OnnxAttributes.ofInt("axis", -1));
    Node context =
        graph.add(
            Node.ofDomain(
                OnnxModel.MICROSOFT,
                "FusedMatMul",
                List.of(weights, value),
                List.of(graph.newName(name + "_context")),
                OnnxAttributes.ofInt("transBatchB", 1)));
    String rows =
        graph.add(
            name + "_by_row",
            "Transpose",
            List.of(context.output()),
            OnnxAttributes.ofInts("perm", 1, 0, 2));
    graph.replaceUses(name, graph.add(name + "_rows", "Reshape", List.of(rows, toRows)));
  }
}
