package io.heed.converter.graph;

import io.heed.converter.ort.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A BERT graph as an exporter of PyTorch wrote it, with inputs, PyTorch's outputs and what ONNX
 * Runtime's own optimizer makes of it.
 */
public record ExportedGraph(String name, byte[] model, JsonNode facts) {
  /** All of them. */
  public static final List<String> NAMES =
      List.of(
          "classic-dynamo-op18",
          "classic-tanhgelu-ts-op17",
          "classic-ts-op14",
          "classic-ts-op17",
          "classic-ts-op20",
          "distilbert-ts-op17",
          "hfeager-dynamo-op18",
          "hfeager-ts-op14",
          "hfeager-ts-op17",
          "hfsdpa-dynamo-op20",
          "hfsdpa-dynamo-op23",
          "hfsdpa-ts-op17");

  /** Reads one. */
  public static ExportedGraph of(String name) {
    return new ExportedGraph(
        name,
        read("/graphs/" + name + "/model.onnx"),
        JsonMapper.shared().readTree(read("/graphs/" + name + "/io.json")));
  }

  /** How many cases there are. */
  public int cases() {
    return facts.get("cases").size();
  }

  /** Inputs of a case: whole numbers [batch, sequence] by name. */
  public Map<String, Tensor> inputs(int index) {
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    facts
        .get("cases")
        .get(index)
        .get("inputs")
        .properties()
        .forEach(
            entry -> {
              JsonNode rows = entry.getValue();
              long[] values = new long[rows.size() * rows.get(0).size()];
              int next = 0;
              for (JsonNode row : rows) {
                for (JsonNode value : row) {
                  values[next++] = value.longValue();
                }
              }
              inputs.put(entry.getKey(), Tensor.longs(values, rows.size(), rows.get(0).size()));
            });
    return inputs;
  }

  /** Nodes of the graph after ONNX Runtime's optimizer, by type. */
  public Map<String, Integer> referenceCounts() {
    Map<String, Integer> counts = new LinkedHashMap<>();
    facts
        .get("node_counts")
        .get("model.opt.onnx")
        .properties()
        .forEach(entry -> counts.put(entry.getKey(), entry.getValue().intValue()));
    return counts;
  }

  /** Operators that ONNX Runtime's optimizer fused, or that were there. */
  public Set<String> fusedOperators() {
    Set<String> found = new TreeSet<>();
    facts.get("fused_operators").properties().forEach(entry -> found.add(entry.getKey()));
    return found;
  }

  private static byte[] read(String resource) {
    try (InputStream in = ExportedGraph.class.getResourceAsStream(resource)) {
      return Objects.requireNonNull(in, resource).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
