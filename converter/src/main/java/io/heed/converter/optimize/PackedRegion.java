package io.heed.converter.optimize;

import io.heed.converter.graph.Graph;
import io.heed.converter.graph.Node;
import io.heed.converter.graph.ShapeInference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The part of a graph that can be computed on tokens alone, from one value on.
 *
 * @param start the value [batch, sequence, hidden] whose padding is removed
 * @param nodes attentions and token-wise nodes, in order
 * @param tokens the start and what the nodes make
 * @param objection why there is no such part around all attentions; empty if there is
 */
record PackedRegion(String start, List<Node> nodes, Set<String> tokens, String objection) {
  /** The part from what the first attention reads on, or from what that was made of. */
  static PackedRegion around(
      Graph graph, ShapeInference shapes, List<PackableAttention> attentions) {
    PackedRegion largest = null;
    for (String start = attentions.get(0).node().input(0);
        start != null;
        start = before(graph, shapes, start)) {
      PackedRegion region = from(graph, shapes, start, attentions);
      if (region.objection.isEmpty()) {
        return region.checked(graph, attentions.get(0).mask());
      }
      if (largest == null || region.nodes.size() > largest.nodes.size()) {
        largest = region;
      }
    }
    return Objects.requireNonNull(largest);
  }

  /** What a value is made of, token by token: a projection, or a normalisation before attention. */
  private static @Nullable String before(Graph graph, ShapeInference shapes, String value) {
    Node node = graph.producer(value);
    return node != null
            && !node.inputs().isEmpty()
            && TokenwiseNodes.isOne(graph, shapes, node, Set.of(node.input(0)))
        ? node.input(0)
        : null;
  }

  private static PackedRegion from(
      Graph graph, ShapeInference shapes, String start, List<PackableAttention> attentions) {
    Map<Node, PackableAttention> open = new HashMap<>();
    attentions.forEach(each -> open.put(each.node(), each));
    Set<String> tokens = new LinkedHashSet<>(List.of(start));
    List<Node> nodes = new ArrayList<>();
    Node leaving = null;
    for (Node node : graph.sorted()) {
      if (node.inputs().stream().noneMatch(tokens::contains)) {
        continue;
      }
      PackableAttention attention = open.get(node);
      boolean packed =
          attention == null
              ? TokenwiseNodes.isOne(graph, shapes, node, tokens)
              : tokens.containsAll(attention.tokenInputs());
      if (packed) {
        open.remove(node);
        nodes.add(node);
        node.outputs().stream().filter(output -> !output.isEmpty()).forEach(tokens::add);
      } else if (leaving == null) {
        leaving = node;
      }
    }
    String objection = "";
    if (shapes.of(start).rank() != 3) {
      objection = "value \"" + start + "\": expected [batch, sequence, hidden]";
    } else if (!open.isEmpty()) {
      objection =
          leaving == null
              ? "found attentions that do not read each other"
              : leaving
                  + ": found before the last attention, expected what computes token by token";
    }
    return new PackedRegion(start, nodes, tokens, objection);
  }

  /** Positions that are counted from the mask are those of models that pad on the left. */
  private PackedRegion checked(Graph graph, String mask) {
    List<String> open = new ArrayList<>(List.of(start));
    Set<String> seen = new HashSet<>(open);
    while (!open.isEmpty()) {
      Node node = graph.producer(open.remove(open.size() - 1));
      if (node == null) {
        continue;
      }
      for (String input : node.inputs()) {
        if (input.equals(mask)) {
          return new PackedRegion(
              start,
              nodes,
              tokens,
              node
                  + ": found the mask read before the encoder, expected positions that do not"
                  + " depend on it, as padding stands on the right");
        }
        if (seen.add(input)) {
          open.add(input);
        }
      }
    }
    return this;
  }
}
