package io.heed.converter.reference;

import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.heed.converter.graph.Graph;
import io.heed.converter.graph.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A graph cut where the interpreted operators stand. A stage is what can run when so many of them,
 * one after the other, have run before; then come the operators that wait for it.
 */
final class GraphStages {
  private final Graph graph;
  private final Set<String> constants = new HashSet<>();
  private final Map<Node, Integer> ranks = new HashMap<>();
  private final Map<Node, Set<String>> reads = new HashMap<>();
  private int count;

  private GraphStages(Graph graph) {
    this.graph = graph;
    graph.initializers().forEach(each -> constants.add(each.name()));
  }

  /**
   * A stage.
   *
   * @param nodes what ONNX Runtime runs, in order
   * @param inputs values that they read and that come from elsewhere, without constants
   * @param passedOn what they make and others read
   * @param results what they make and the graph gives
   * @param operators what is interpreted afterwards
   */
  record Stage(
      List<Node> nodes,
      Set<String> inputs,
      Set<String> passedOn,
      Set<String> results,
      List<Node> operators) {}

  static List<Stage> of(Graph graph) {
    GraphStages stages = new GraphStages(graph);
    stages.findReads();
    stages.rank();
    List<Stage> all = new ArrayList<>();
    for (int rank = 0; rank < stages.count; rank++) {
      all.add(stages.stage(rank));
    }
    return all;
  }

  /** What each node reads, its subgraphs included. */
  private void findReads() {
    List<String> values = new ArrayList<>();
    graph.inputs().stream().map(ValueInfoProto::getName).forEach(values::add);
    values.addAll(constants);
    graph.nodes().forEach(node -> values.addAll(node.outputs()));
    for (String value : values) {
      for (Node reader : graph.readers(value)) {
        reads.computeIfAbsent(reader, node -> new LinkedHashSet<>()).add(value);
      }
    }
  }

  private void rank() {
    for (Node node : graph.sorted()) {
      int rank = 0;
      for (String read : reads.getOrDefault(node, Set.of())) {
        Node maker = graph.producer(read);
        if (maker != null) {
          int after = PackedOperators.isOne(maker) ? 1 : 0;
          rank = Math.max(rank, ranks.getOrDefault(maker, 0) + after);
        }
      }
      ranks.put(node, rank);
      count = Math.max(count, rank + 1);
    }
  }

  private Stage stage(int rank) {
    List<Node> nodes = new ArrayList<>();
    List<Node> operators = new ArrayList<>();
    for (Node node : graph.sorted()) {
      if (ranks.getOrDefault(node, 0) == rank) {
        (PackedOperators.isOne(node) ? operators : nodes).add(node);
      }
    }
    Set<Node> own = Set.copyOf(nodes);
    Set<String> inputs = new LinkedHashSet<>();
    Set<String> passedOn = new LinkedHashSet<>();
    Set<String> results = new LinkedHashSet<>();
    for (Node node : nodes) {
      for (String read : reads.getOrDefault(node, Set.of())) {
        Node maker = graph.producer(read);
        if (maker != null ? !own.contains(maker) : !constants.contains(read)) {
          inputs.add(read);
        }
      }
      for (String made : node.outputs()) {
        if (!made.isEmpty() && !own.containsAll(graph.readers(made))) {
          passedOn.add(made);
        }
        if (graph.isOutput(made)) {
          results.add(made);
        }
      }
    }
    return new Stage(nodes, inputs, passedOn, results, operators);
  }
}
