package io.heed.converter.optimize;

import io.heed.converter.graph.Graph;
import io.heed.converter.onnx.OnnxAttributes;
import io.heed.converter.onnx.OnnxTensors;
import java.util.List;

/**
 * Repeats a mask [batch, 1, 1, sequence] for each query, [batch, 1, sequence, sequence]: ONNX
 * Runtime's kernel of the standard Attention asks for that axis, though ONNX would broadcast it.
 * Stateless.
 */
final class QueryAxis {
  private QueryAxis() {}

  /**
   * Adds the nodes.
   *
   * @param mask what is repeated
   * @param ids a value [batch, sequence]
   */
  static String over(Graph graph, String mask, String ids) {
    String length =
        graph.add(
            ids + "_length",
            "Shape",
            List.of(ids),
            OnnxAttributes.ofInt("start", 1),
            OnnxAttributes.ofInt("end", 2));
    String front = graph.add(OnnxTensors.longs(mask + "_front", new long[] {1, 1}, 2));
    String back = graph.add(OnnxTensors.longs(mask + "_back", new long[] {1}, 1));
    String shape =
        graph.add(
            mask + "_shape",
            "Concat",
            List.of(front, length, back),
            OnnxAttributes.ofInt("axis", 0));
    return graph.add(mask + "_queries", "Expand", List.of(mask, shape));
  }
}
