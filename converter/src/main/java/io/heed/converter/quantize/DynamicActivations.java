package io.heed.converter.quantize;

import io.heed.converter.graph.Graph;
import io.heed.converter.graph.Node;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Activations that a run quantises by their own range, each once however many layers read it. The
 * operator is {@code DynamicQuantizeLinear}. Confined to one thread.
 */
final class DynamicActivations implements Activations {
  private final Graph graph;
  private final Map<String, QuantizedActivation> quantized = new HashMap<>();

  DynamicActivations(Graph graph) {
    this.graph = graph;
  }

  @Override
  public QuantizedActivation of(String activation) {
    return quantized.computeIfAbsent(activation, this::add);
  }

  private QuantizedActivation add(String activation) {
    QuantizedActivation names =
        new QuantizedActivation(
            graph.newName(activation + "_quantized"),
            graph.newName(activation + "_scale"),
            graph.newName(activation + "_zero_point"));
    graph.add(
        Node.ofDomain(
            "",
            "DynamicQuantizeLinear",
            List.of(activation),
            List.of(names.codes(), names.scale(), names.zeroPoint())));
    return names;
  }
}
