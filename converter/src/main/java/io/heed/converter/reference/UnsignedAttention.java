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

  /**
   * Changes a model in place.
   *
   * @return how many nodes were changed: those whose codes a {@code QuantizeLinear} with a constant
   *     zero point makes
   */
  public static int apply(OnnxModel model) {
    Graph graph = model.graph();
    int changed = 0;
    for (Node attention : List.copyOf(graph.nodes())) {
      Node quantize = isQAttention(attention) ? graph.producer(attention.input(0)) : null;
      String zeroPoint = quantize == null ? null : raised(graph, quantize);
      if (quantize != null && zeroPoint != null) {
        List<String> inputs = new ArrayList<>(attention.inputs());
        inputs.set(
            0,
            graph.add(
                quantize.output() + "_unsigned",
                "QuantizeLinear",
                List.of(quantize.input(0), quantize.input(1), zeroPoint)));
        inputs.set(6, zeroPoint);
        graph.setInputs(attention, inputs);
        changed++;
      }
    }
    graph.removeUnused();
    return changed;
  }

  private static boolean isQAttention(Node node) {
    return node.type().equals("QAttention")
        && node.domain().equals(OnnxModel.MICROSOFT)
        && node.inputs().size() > 6;
  }

  /** The name of a zero point that is 128 above that of the node; null if it is not INT8. */
  private static @Nullable String raised(Graph graph, Node quantize) {
    Initializer constant = quantize.is("QuantizeLinear") ? graph.constant(quantize.input(2)) : null;
    if (constant == null || constant.type() != DataType.INT8) {
      return null;
    }
    byte zero = (byte) (constant.longs()[0] + 128);
    return graph.add(OnnxTensors.unsignedBytes(constant.name() + "_unsigned", new byte[] {zero}));
  }
}
