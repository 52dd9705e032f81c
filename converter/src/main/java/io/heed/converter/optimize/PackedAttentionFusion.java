package io.heed.converter.optimize;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.heed.converter.graph.Graph;
import io.heed.converter.graph.Node;
import io.heed.converter.graph.OnnxModel;
import io.heed.converter.graph.ShapeInference;
import io.heed.converter.onnx.OnnxAttributes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * ONNX Runtime's Attention in place of self-attention with its three projections, whose weights are
 * packed as [input, 3 · hidden]. A padding mask goes in as INT32 [batch, sequence], any other mask
 * as a bias of the scores.
 */
final class PackedAttentionFusion implements GraphPass {
  @Override
  public int apply(OnnxModel model) {
    Graph graph = model.graph();
    AttentionPattern pattern = new AttentionPattern(model);
    int changed = 0;
    for (AttentionMatch match : pattern.all()) {
      List<Projection> projections = projections(graph, pattern.shapes(), match);
      ContribMask mask =
          projections == null ? null : ContribMask.of(graph, pattern.shapes(), match);
      if (projections != null && mask != null) {
        model.useOpset(OnnxModel.MICROSOFT, 1);
        replace(graph, match, projections, mask);
        changed++;
      }
    }
    if (changed > 0) {
      graph.removeUnused();
    }
    return changed;
  }

  /** The three projections of one input; null if they are none that can be packed. */
  static @Nullable List<Projection> projections(
      Graph graph, ShapeInference shapes, AttentionMatch match) {
    List<Projection> projections = new ArrayList<>();
    List<Node> inner = new ArrayList<>(match.inner());
    for (String value : List.of(match.query(), match.key(), match.value())) {
      Projection projection = Projection.making(graph, shapes, value);
      if (projection == null) {
        return null;
      }
      projections.add(projection);
      inner.addAll(projection.nodes());
    }
    Projection first = projections.get(0);
    boolean alike =
        projections.stream()
            .allMatch(
                each ->
                    each.input().equals(first.input())
                        && each.weights().type() == first.weights().type()
                        && each.weights().dims().equals(first.weights().dims()));
    return alike && InnerNodes.areAlone(graph, inner, match.last()) ? projections : null;
  }

  private static void replace(
      Graph graph, AttentionMatch match, List<Projection> projections, ContribMask mask) {
    String name = match.result();
    List<String> inputs = new ArrayList<>();
    inputs.add(projections.get(0).input());
    inputs.add(
        graph.add(
            JoinedConstants.of(
                name + "_weights", projections.stream().map(Projection::weights).toList())));
    TensorProto bias = JoinedConstants.biases(name + "_bias", projections);
    inputs.add(bias == null ? "" : graph.add(bias));
    inputs.add(mask.padding());
    inputs.add("");
    inputs.add(mask.bias());
    graph.remove(match.last());
    graph.add(
        Node.ofDomain(
            OnnxModel.MICROSOFT,
            "Attention",
            withoutTrailing(inputs),
            List.of(name),
            attributes(match, mask)));
  }

  static List<String> withoutTrailing(List<String> inputs) {
    int size = inputs.size();
    while (size > 0 && inputs.get(size - 1).isEmpty()) {
      size--;
    }
    return inputs.subList(0, size);
  }

  static AttributeProto[] attributes(AttentionMatch match, ContribMask mask) {
    List<AttributeProto> attributes = new ArrayList<>();
    attributes.add(OnnxAttributes.ofInt("num_heads", match.heads()));
    if (!mask.padding().isEmpty()) {
      attributes.add(OnnxAttributes.ofFloat("mask_filter_value", mask.fill()));
    }
    if (!match.hasUsualScale()) {
      attributes.add(OnnxAttributes.ofFloat("scale", (float) match.scale()));
    }
    return attributes.toArray(AttributeProto[]::new);
  }
}
