package io.heed.converter.quantize;

import ai.onnx.proto.OnnxMl.AttributeProto;
import io.heed.converter.graph.Graph;
import io.heed.converter.graph.Initializer;
import io.heed.converter.graph.Node;
import io.heed.converter.graph.OnnxModel;
import io.heed.converter.onnx.OnnxTensors;
import java.util.List;

/**
 * {@code com.microsoft.QAttention} in place of {@code com.microsoft.Attention}, {@code
 * MatMulInteger} in place of {@code MatMul} and {@code Gemm}, of ranges known beforehand. As CUDA's
 * kernels want it, activations are signed and symmetric and the three projections of an attention
 * share one scale. Confined to one thread.
 */
final class QAttentionForm implements LayerForm {
  private final OnnxModel model;
  private final Graph graph;
  private final StoredWeights weights;
  private final Activations activations;
  private final IntegerForm integers;

  QAttentionForm(OnnxModel model, StoredWeights weights, ActivationRanges ranges) {
    this.model = model;
    this.graph = model.graph();
    this.weights = weights;
    this.activations = new StaticActivations(graph, ranges, true);
    this.integers = new IntegerForm(graph, weights, activations);
  }

  @Override
  public void rewrite(Layer layer) {
    integers.rewrite(layer);
  }

  @Override
  public void rewrite(AttentionLayer layer) {
    StoredWeights.Names weight = weights.whole(layer.weight());
    QuantizedActivation activation = activations.of(layer.activation());
    String zeroPoint = graph.add(OnnxTensors.bytes(weight.codes() + "_zero_point", new byte[] {0}));
    String bias = bias(layer);
    Node attention = layer.node();
    graph.remove(attention);
    model.useOpset(OnnxModel.MICROSOFT, 1);
    graph.add(
        Node.ofDomain(
            OnnxModel.MICROSOFT,
            "QAttention",
            List.of(
                activation.codes(),
                weight.codes(),
                bias,
                activation.scale(),
                weight.scales(),
                attention.input(3),
                activation.zeroPoint(),
                zeroPoint),
            attention.outputs().subList(0, 1),
            attention.attributes().toArray(AttributeProto[]::new)));
  }

  /** The operator does not do without one. */
  private String bias(AttentionLayer layer) {
    Initializer bias = layer.bias();
    if (bias != null) {
      return layer.node().input(2);
    }
    int width = Math.toIntExact(layer.weight().dims().get(1));
    return graph.add(OnnxTensors.floats(layer.name() + "_bias", new float[width], width));
  }
}
