package io.heed.converter.reference;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.heed.converter.graph.Graph;
import io.heed.converter.graph.Initializer;
import io.heed.converter.graph.Node;
import io.heed.converter.graph.OnnxModel;
import io.heed.converter.onnx.OnnxTensors;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code com.microsoft.QAttention} of unsigned activations in place of signed ones, for which ONNX
 * Runtime has a kernel on CUDA only. Codes and zero point grow by 128, so that every difference
 * between them, and with it every result, is the same. Stateless.
 */
public final class UnsignedAttention {
  private UnsignedAttention() {}

  /** Whether a graph holds signed attention. */
  public static boolean isNeeded(Graph graph) {
    return graph.nodes().stream().anyMatch(node -> zeroPoint(graph, node) != null);
  }

  /**
   * Changes a model in place.
   *
   * @return how many nodes were changed: those whose codes a {@code QuantizeLinear} with a constant
   *     zero point makes
   */
  public static int apply(OnnxModel model) {
    Graph graph = model.graph();
    int changed = 0;
    for (Node attention : graph.nodes()) {
      Initializer zeroPoint = zeroPoint(graph, attention);
      Node quantize = graph.producer(attention.input(0));
      if (zeroPoint != null && quantize != null) {
        String raised =
            graph.add(
                OnnxTensors.unsignedBytes(
                    zeroPoint.name() + "_unsigned",
                    new byte[] {(byte) (zeroPoint.longs()[0] + 128)}));
        List<String> inputs = new ArrayList<>(attention.inputs());
        inputs.set(
            0,
            graph.add(
                quantize.output() + "_unsigned",
                "QuantizeLinear",
                List.of(quantize.input(0), quantize.input(1), raised)));
        inputs.set(6, raised);
        graph.setInputs(attention, inputs);
        changed++;
      }
    }
    graph.removeUnused();
    return changed;
  }

  /** The zero point of the signed codes that an attention reads; null if it reads none. */
  private static @Nullable Initializer zeroPoint(Graph graph, Node node) {
    boolean attention =
        node.type().equals("QAttention")
            && node.domain().equals(OnnxModel.MICROSOFT)
            && node.inputs().size() > 6;
    Node quantize = attention ? graph.producer(node.input(0)) : null;
    Initializer constant =
        quantize != null && quantize.is("QuantizeLinear")
            ? graph.constant(quantize.input(2))
            : null;
    return constant != null && constant.type() == DataType.INT8 ? constant : null;
  }
}
