package io.heed.converter.optimize;

import io.heed.converter.graph.Graph;
import io.heed.converter.graph.Node;
import io.heed.converter.graph.OnnxModel;
import io.heed.converter.onnx.OnnxAttributes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts one node in place of GELU written out, in its exact form by erf and in that by tanh: Gelu of
 * operator set 20, below that ONNX Runtime's Gelu, and its FastGelu for tanh.
 */
final class GeluFusion implements GraphPass {
  private static final Set<String> LAST = Set.of("Mul", "Div");

  private final boolean standardOnly;

  GeluFusion() {
    this(false);
  }

  private GeluFusion(boolean standardOnly) {
    this.standardOnly = standardOnly;
  }

  /** One that does nothing where ONNX has no such operator. */
  static GeluFusion standard() {
    return new GeluFusion(true);
  }

  @Override
  public int apply(OnnxModel model) {
    if (standardOnly && model.opset("") < 20) {
      return 0;
    }
    Graph graph = model.graph();
    int changed = 0;
    List<Node> nodes = graph.sorted();
    for (int i = nodes.size() - 1; i >= 0; i--) { // from the end: the longest formula first
      Node node = nodes.get(i);
      if (graph.contains(node) && node.domain().isEmpty() && LAST.contains(node.type())) {
        changed += replace(model, node);
      }
    }
    return changed;
  }

  private static int replace(OnnxModel model, Node last) {
    Graph graph = model.graph();
    ScalarFunction function = ScalarFunction.endingIn(graph, last);
    String form = function == null ? null : form(function);
    if (function == null || form == null || !function.isAlone(graph, last)) {
      return 0;
    }
    Node gelu = gelu(model, function.source(), form, graph.newName(last.output() + "_gelu"));
    graph.add(gelu);
    graph.replaceUses(last.output(), gelu.output());
    graph.removeUnused();
    return 1;
  }

  private static @Nullable String form(ScalarFunction function) {
    return ScalarFunction.GELUS.entrySet().stream()
        .filter(known -> function.agreesWith(known.getValue()))
        .map(Map.Entry::getKey)
        .sorted()
        .findFirst()
        .orElse(null);
  }

  private static Node gelu(OnnxModel model, String input, String form, String output) {
    if (model.opset("") >= 20) {
      return form.equals("none")
          ? Node.of("Gelu", List.of(input), output)
          : Node.of("Gelu", List.of(input), output, OnnxAttributes.ofString("approximate", form));
    }
    model.useOpset(OnnxModel.MICROSOFT, 1);
    String type = form.equals("none") ? "Gelu" : "FastGelu";
    return Node.ofDomain(OnnxModel.MICROSOFT, type, List.of(input), List.of(output));
  }
}
