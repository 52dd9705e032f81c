package io.heed.converter.optimize;

import ai.onnx.proto.OnnxMl.TensorProto;
import io.heed.converter.graph.Graph;
import io.heed.converter.graph.Node;
import io.heed.converter.graph.OnnxModel;
import java.util.ArrayList;
import java.util.List;

/**
 * ONNX Runtime's MultiHeadAttention in place of attention after its projections, whose weights stay
 * as they are; their biases are packed as [3 · hidden] where all three are linear layers.
 */
final class MultiHeadAttentionFusion implements GraphPass {
  @Override
  public int apply(OnnxModel model) {
    Graph graph = model.graph();
    AttentionPattern pattern = new AttentionPattern(model);
    int changed = 0;
    for (AttentionMatch match : pattern.all()) {
      ContribMask mask = ContribMask.of(graph, pattern.shapes(), match);
      if (mask != null) {
        List<Projection> projections =
            PackedAttentionFusion.projections(graph, pattern.shapes(), match);
        model.useOpset(OnnxModel.MICROSOFT, 1);
        replace(graph, match, projections == null ? List.of() : projections, mask);
        changed++;
      }
    }
    if (changed > 0) {
      graph.removeUnused();
    }
    return changed;
  }

  private static void replace(
      Graph graph, AttentionMatch match, List<Projection> projections, ContribMask mask) {
    String name = match.result();
    TensorProto bias = JoinedConstants.biases(name + "_bias", projections);
    List<String> inputs = new ArrayList<>();
    if (bias == null) {
      inputs.addAll(List.of(match.query(), match.key(), match.value(), ""));
    } else {
      projections.forEach(projection -> inputs.add(projection.product()));
      inputs.add(graph.add(bias));
    }
    inputs.add(mask.padding());
    inputs.add(mask.bias());
    graph.remove(match.last());
    graph.add(
        Node.ofDomain(
            OnnxModel.MICROSOFT,
            "MultiHeadAttention",
            PackedAttentionFusion.withoutTrailing(inputs),
            List.of(name),
            PackedAttentionFusion.attributes(match, mask)));
  }
}
