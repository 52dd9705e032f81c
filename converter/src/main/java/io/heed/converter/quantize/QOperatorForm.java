package io.heed.converter.quantize;

import io.heed.converter.graph.Graph;
import io.heed.converter.graph.Initializer;
import io.heed.converter.graph.Node;
import io.heed.converter.graph.OnnxModel;
import io.heed.converter.onnx.OnnxTensors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Operators on integers with ranges known beforehand: {@code QLinearMatMul}, whose result is
 * quantised too, for {@code MatMul}; {@code com.microsoft.QGemm}, whose result is in floats and
 * whose bias is in steps of the product, for {@code Gemm}. Activations are unsigned. Confined to
 * one thread.
 */
final class QOperatorForm implements LayerForm {
  private final OnnxModel model;
  private final Graph graph;
  private final StoredWeights weights;
  private final StaticActivations activations;
  private final Map<String, String> zeroPoints = new HashMap<>();

  QOperatorForm(OnnxModel model, StoredWeights weights, ActivationRanges ranges) {
    this.model = model;
    this.graph = model.graph();
    this.weights = weights;
    this.activations = new StaticActivations(graph, ranges, false);
  }

  @Override
  public void rewrite(Layer layer) {
    StoredWeights.Names weight = weights.asMultiplied(layer);
    String zeroPoint =
        zeroPoints.computeIfAbsent(weight.codes(), name -> addZeroPoint(name, layer.out()));
    String codes = activations.codes(layer.activation());
    StaticActivations.Scale scale = activations.scale(layer.activation());
    List<String> factors =
        List.of(
            codes, scale.scale(), scale.zeroPoint(), weight.codes(), weight.scales(), zeroPoint);
    if (layer.isGemm()) {
      model.useOpset(OnnxModel.MICROSOFT, 1);
      String bias = bias(layer);
      Rewrites.remove(graph, layer);
      graph.add(
          Node.ofDomain(
              OnnxModel.MICROSOFT, "QGemm", Rewrites.with(factors, bias), List.of(layer.output())));
    } else {
      matMul(layer, factors);
    }
  }

  private void matMul(Layer layer, List<String> factors) {
    @Nullable String bias = weights.bias(layer);
    StaticActivations.Scale result = activations.scale(layer.node().output());
    Rewrites.remove(graph, layer);
    List<String> inputs = new ArrayList<>(factors);
    inputs.add(result.scale());
    inputs.add(result.zeroPoint());
    String product = graph.add(layer.output() + "_codes", "QLinearMatMul", inputs);
    Rewrites.addBias(
        graph,
        layer,
        Node.of(
            "DequantizeLinear",
            List.of(product, result.scale(), result.zeroPoint()),
            Rewrites.product(graph, layer, bias)),
        bias);
  }

  /** INT32, in steps of the activation's times the channel's. */
  private @Nullable String bias(Layer layer) {
    Initializer constant = layer.bias();
    if (constant == null) {
      return null;
    }
    float[] values = constant.floats();
    float[] scales = weights.scales(weights.asMultiplied(layer));
    double step = activations.step(layer.activation());
    int[] steps = new int[values.length];
    for (int i = 0; i < steps.length; i++) {
      double scale = step * scales[scales.length == 1 ? 0 : i];
      steps[i] = (int) Math.rint(values[i] * layer.beta() / scale); // saturates
    }
    return graph.add(OnnxTensors.ints(constant.name() + "_steps", steps, steps.length));
  }

  private String addZeroPoint(String codes, int channels) {
    return graph.add(
        weights.perChannel()
            ? OnnxTensors.bytes(codes + "_zero_point", new byte[channels], channels)
            : OnnxTensors.bytes(codes + "_zero_point", new byte[1]));
  }
}
