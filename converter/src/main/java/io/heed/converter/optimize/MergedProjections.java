package io.heed.converter.optimize;

import ai.onnx.proto.OnnxMl.TensorProto;
import io.heed.converter.graph.Graph;
import io.heed.converter.graph.Initializer;
import io.heed.converter.graph.Node;
import io.heed.converter.graph.OnnxModel;
import io.heed.converter.graph.ShapeInference;
import io.heed.converter.onnx.OnnxAttributes;
import io.heed.converter.onnx.OnnxTensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One matrix product in place of several of the same input, such as those for queries, keys and
 * values: standard operators, the weights beside each other, and a Split after them.
 */
final class MergedProjections implements GraphPass {
  @Override
  public int apply(OnnxModel model) {
    if (model.opset("") < 13) {
      return 0;
    }
    Graph graph = model.graph();
    ShapeInference shapes = ShapeInference.of(model);
    Map<String, List<Projection>> byInput = new LinkedHashMap<>();
    Map<Projection, String> results = new LinkedHashMap<>();
    for (Node node : graph.sorted()) {
      String result = node.is("MatMul") ? result(graph, shapes, node) : "";
      Projection projection = result.isEmpty() ? null : Projection.making(graph, shapes, result);
      if (projection != null) {
        byInput.computeIfAbsent(projection.input(), input -> new ArrayList<>()).add(projection);
        results.put(projection, result);
      }
    }
    int changed = 0;
    for (List<Projection> group : byInput.values()) {
      if (group.size() > 1 && alike(group)) {
        merge(graph, group, group.stream().map(each -> results.getOrDefault(each, "")).toList());
        changed++;
      }
    }
    graph.removeUnused();
    return changed;
  }

  /** The sum with a bias if it alone reads the product, else the product. */
  private static String result(Graph graph, ShapeInference shapes, Node product) {
    Node reader = graph.onlyReader(product.output());
    BiasAddition sum =
        reader == null || !reader.is("Add")
            ? null
            : BiasAddition.making(graph, shapes, reader.output());
    return sum != null && sum.value().equals(product.output())
        ? sum.node().output()
        : product.output();
  }

  private static boolean alike(List<Projection> group) {
    Initializer first = group.get(0).weights();
    return group.stream()
        .allMatch(
            each ->
                each.weights().type() == first.type()
                    && each.weights().dims().get(0).equals(first.dims().get(0)));
  }

  private static void merge(Graph graph, List<Projection> group, List<String> results) {
    String name = results.get(0) + "_merged";
    String weights =
        graph.add(
            JoinedConstants.of(
                name + "_weights", group.stream().map(Projection::weights).toList()));
    String all = graph.add(name, "MatMul", List.of(group.get(0).input(), weights));
    @Nullable TensorProto bias = JoinedConstants.biases(name + "_bias", group);
    if (bias != null) {
      all = graph.add(name + "_sum", "Add", List.of(all, graph.add(bias)));
    }
    long[] widths = group.stream().mapToLong(each -> each.weights().dims().get(1)).toArray();
    String split = graph.add(OnnxTensors.longs(name + "_widths", widths, widths.length));
    group.forEach(each -> graph.remove(each.nodes().get(0)));
    graph.add(
        Node.ofDomain("", "Split", List.of(all, split), results, OnnxAttributes.ofInt("axis", -1)));
  }
}
