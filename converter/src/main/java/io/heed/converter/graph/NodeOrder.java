package io.heed.converter.graph;

import io.heed.converter.error.ConverterException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/** Kahn's topological sort, the first node that may go first. Stateless. */
final class NodeOrder {
  private NodeOrder() {}

  static List<Node> of(Graph graph) {
    List<Node> nodes = graph.nodes();
    Map<Node, Integer> places = new HashMap<>();
    int[] missing = new int[nodes.size()];
    PriorityQueue<Integer> ready = new PriorityQueue<>();
    for (int i = 0; i < missing.length; i++) {
      places.put(nodes.get(i), i);
    }
    for (int i = 0; i < missing.length; i++) {
      for (String read : nodes.get(i).reads()) {
        missing[i] += graph.producer(read) == null ? 0 : 1;
      }
      if (missing[i] == 0) {
        ready.add(i);
      }
    }
    List<Node> sorted = new ArrayList<>(missing.length);
    while (!ready.isEmpty()) {
      Node node = nodes.get(ready.remove());
      sorted.add(node);
      for (String output : node.outputs()) {
        for (Node reader : graph.readers(output)) {
          Integer place = places.get(reader);
          if (place != null && --missing[place] == 0) {
            ready.add(place);
          }
        }
      }
    }
    if (sorted.size() < missing.length) {
      sorted.forEach(places::remove);
      throw new ConverterException(
          ConverterException.Kind.INPUT,
          "graph \""
              + graph.name()
              + "\": "
              + places.size()
              + " nodes wait for each other, such as "
              + places.entrySet().stream()
                  .min(Map.Entry.comparingByValue())
                  .orElseThrow()
                  .getKey());
    }
    return sorted;
  }
}
