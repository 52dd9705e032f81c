package io.heed.converter.optimize;

import ai.onnx.proto.OnnxMl.AttributeProto;
import io.heed.converter.graph.Graph;
import io.heed.converter.graph.Node;
import io.heed.converter.graph.OnnxModel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Computes once what several nodes compute from the same inputs. */
final class CommonSubexpressions implements GraphPass {
  private static final Set<String> RANDOM =
      Set.of(
          "Bernoulli",
          "Dropout",
          "Multinomial",
          "RandomNormal",
          "RandomNormalLike",
          "RandomUniform",
          "RandomUniformLike");

  private record Computation(
      String domain,
      String type,
      List<String> inputs,
      Set<AttributeProto> attributes,
      int outputs) {}

  @Override
  public int apply(OnnxModel model) {
    Graph graph = model.graph();
    Map<Computation, Node> seen = new HashMap<>();
    int changed = 0;
    for (Node node : graph.sorted()) {
      if (node.hasSubgraph()
          || RANDOM.contains(node.type())
          || node.outputs().stream().anyMatch(graph::isOutput)) {
        continue;
      }
      Node first = seen.putIfAbsent(computation(node), node);
      if (first != null && node.outputs().stream().noneMatch(String::isEmpty)) {
        for (int i = 0; i < node.outputs().size(); i++) {
          graph.replaceUses(node.outputs().get(i), first.outputs().get(i));
        }
        graph.remove(node);
        changed++;
      }
    }
    return changed;
  }

  private static Computation computation(Node node) {
    Set<AttributeProto> attributes = Set.copyOf(node.attributes());
    return new Computation(
        node.domain(), node.type(), List.copyOf(node.inputs()), attributes, node.outputs().size());
  }
}
