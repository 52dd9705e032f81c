package io.heed.converter.quantize;

import io.heed.converter.graph.Graph;
import io.heed.converter.graph.Node;
import io.heed.converter.graph.OnnxModel;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Operators of ONNX Runtime's CPU. A layer that alone reads its activation is one {@code
 * DynamicQuantizeMatMul} with its bias; several that read the same one share a {@code
 * DynamicQuantizeLinear} and are a {@code MatMulIntegerToFloat} each. Confined to one thread.
 */
final class OrtForm implements LayerForm {
  private final Graph graph;
  private final StoredWeights weights;
  private final DynamicActivations activations;
  private final Map<String, Long> readers;

  /**
   * @param readers how many layers read each activation
   */
  OrtForm(OnnxModel model, StoredWeights weights, Map<String, Long> readers) {
    this.graph = model.graph();
    this.weights = weights;
    this.activations = new DynamicActivations(graph);
    this.readers = readers;
    model.useOpset(OnnxModel.MICROSOFT, 1);
  }

  @Override
  public void rewrite(Layer layer) {
    StoredWeights.Names weight = weights.asMultiplied(layer);
    @Nullable String bias = weights.bias(layer);
    String noZeroPoint = "";
    if (readers.getOrDefault(layer.activation(), 1L) == 1) {
      replace(
          layer,
          "DynamicQuantizeMatMul",
          List.of(layer.activation(), weight.codes(), weight.scales(), noZeroPoint),
          bias);
    } else {
      QuantizedActivation activation = activations.of(layer.activation());
      replace(
          layer,
          "MatMulIntegerToFloat",
          List.of(
              activation.codes(),
              weight.codes(),
              activation.scale(),
              weight.scales(),
              activation.zeroPoint(),
              noZeroPoint),
          bias);
    }
  }

  private void replace(Layer layer, String type, List<String> inputs, @Nullable String bias) {
    Rewrites.remove(graph, layer);
    graph.add(
        Node.ofDomain(
            OnnxModel.MICROSOFT, type, Rewrites.with(inputs, bias), List.of(layer.output())));
  }
}
