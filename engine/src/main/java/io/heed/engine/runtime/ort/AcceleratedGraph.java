package io.heed.engine.runtime.ort;

import io.heed.engine.error.EngineException;
import io.heed.engine.runtime.Device;
import io.heed.engine.runtime.OnnxNode;
import io.heed.engine.runtime.OnnxSummary;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a graph's operators say about running it on an accelerator. Stateless. */
final class AcceleratedGraph {
  /** Operators that quantise activations at run time; none has a CUDA kernel. */
  private static final Set<String> DYNAMIC =
      Set.of("DynamicQuantizeLinear", "DynamicQuantizeMatMul", "MatMulIntegerToFloat");

  private static final int NAMED = 20;

  private AcceleratedGraph() {}

  /**
   * Refuses a dynamically quantised graph.
   *
   * @throws EngineException of kind MODEL that says why and what to do instead
   */
  static void check(String model, Device device, OnnxSummary summary) {
    Map<String, Integer> found = new TreeMap<>();
    for (OnnxNode node : summary.nodes()) {
      if (DYNAMIC.contains(node.operator())) {
        found.merge(node.operator(), 1, Integer::sum);
      }
    }
    if (!found.isEmpty()) {
      String counts =
          found.entrySet().stream()
              .map(entry -> entry.getValue() + " " + entry.getKey())
              .collect(Collectors.joining(", "));
      throw new EngineException(
          EngineException.Kind.MODEL,
          model
              + ": device "
              + device
              + ": found a dynamically quantised graph ("
              + counts
              + "), whose operators have no CUDA kernels: they would run on the CPU with copies to"
              + " and fro, many times slower than without quantisation (12 ms became 232 ms in ONNX"
              + " Runtime's issue 10267); expected half precision (heed half), a model quantised"
              + " beforehand (heed quantize --mode static --form qattention for cuda, --form qdq for"
              + " tensorrt), or device cpu");
    }
  }

  /** The nodes that the device will surely leave to another, by the table of its operators. */
  static List<OnnxNode> leftOver(OnnxSummary summary) {
    return CudaOperators.withoutKernel(summary.nodes());
  }

  /** The nodes that TensorRT cannot take, since they are no standard operators. */
  static List<OnnxNode> notForTensorRt(OnnxSummary summary) {
    return summary.nodes().stream()
        .filter(node -> !node.domain().equals(OnnxNode.STANDARD_DOMAIN))
        .toList();
  }

  /** For messages: the first twenty, and how many more there are. */
  static String list(List<OnnxNode> nodes) {
    String first =
        nodes.stream().limit(NAMED).map(OnnxNode::toString).collect(Collectors.joining(", "));
    return nodes.size() <= NAMED ? first : first + " and " + (nodes.size() - NAMED) + " more";
  }
}
