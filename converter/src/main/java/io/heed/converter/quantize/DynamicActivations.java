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
final class DynamicActivations {
  private final Graph graph;
  private final Map<String, Names> quantized = new HashMap<>();

  /** UINT8 codes, their FLOAT scale and UINT8 zero point, which are scalars. */
  record Names(String codes, String scale, String zeroPoint) {}

  DynamicActivations(Graph graph) {
    this.graph = graph;
  }

  Names of(String activation) {
    return quantized.computeIfAbsent(activation, this::add);
  }

  private Names add(String activation) {
    Names names =
        new Names(
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
