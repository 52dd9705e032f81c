package io.heed.converter.quantize;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.heed.converter.graph.Graph;
import io.heed.converter.graph.Node;
import io.heed.converter.onnx.OnnxAttributes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Standard operators on integers: {@code Cast(MatMulInteger(a, w)) · (a's scale · w's scales) +
 * bias}, whether the activation is quantised by the range of the run or by one known beforehand.
 * Confined to one thread.
 */
final class IntegerForm implements LayerForm {
  private final Graph graph;
  private final StoredWeights weights;
  private final Activations activations;

  IntegerForm(Graph graph, StoredWeights weights, Activations activations) {
    this.graph = graph;
    this.weights = weights;
    this.activations = activations;
  }

  @Override
  public void rewrite(Layer layer) {
    StoredWeights.Names weight = weights.asMultiplied(layer);
    @Nullable String bias = weights.bias(layer);
    QuantizedActivation activation = activations.of(layer.activation());
    Rewrites.remove(graph, layer);
    String sums =
        graph.add(
            layer.output() + "_integers",
            "MatMulInteger",
            List.of(activation.codes(), weight.codes(), activation.zeroPoint()));
    String floats =
        graph.add(
            layer.output() + "_floats",
            "Cast",
            List.of(sums),
            OnnxAttributes.ofInt("to", DataType.FLOAT.getNumber()));
    String scales =
        graph.add(layer.output() + "_scales", "Mul", List.of(activation.scale(), weight.scales()));
    Rewrites.addBias(
        graph,
        layer,
        Node.of("Mul", List.of(floats, scales), Rewrites.product(graph, layer, bias)),
        bias);
  }
}
