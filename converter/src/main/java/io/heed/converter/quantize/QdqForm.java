package io.heed.converter.quantize;

import ai.onnx.proto.OnnxMl.AttributeProto;
import io.heed.converter.graph.Graph;
import io.heed.converter.onnx.OnnxAttributes;
import io.heed.converter.onnx.OnnxTensors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The operators stay; before each operand stands a {@code DequantizeLinear}, after a {@code
 * QuantizeLinear} in the case of activations. A runtime puts integers in their place. Zero points
 * are all 0, as TensorRT wants it; biases stay floats. Confined to one thread.
 */
final class QdqForm implements LayerForm {
  private final Graph graph;
  private final StoredWeights weights;
  private final StaticActivations activations;
  private final Map<String, String> dequantized = new HashMap<>();

  QdqForm(Graph graph, StoredWeights weights, ActivationRanges ranges) {
    this.graph = graph;
    this.weights = weights;
    this.activations = new StaticActivations(graph, ranges, true);
  }

  @Override
  public void rewrite(Layer layer) {
    List<String> inputs = new ArrayList<>(layer.node().inputs());
    inputs.set(0, activation(layer.activation()));
    inputs.set(1, layer.isGemm() ? standing(layer) : multiplied(layer));
    if (layer.isGemm()) {
      layer.node().set(OnnxAttributes.ofInt("transB", layer.turned() ? 1 : 0));
    }
    graph.setInputs(layer.node(), inputs);
  }

  private String activation(String value) {
    String codes = activations.codes(value);
    StaticActivations.Scale scale = activations.scale(value);
    return dequantized.computeIfAbsent(
        codes,
        name ->
            graph.add(
                value + "_dequantized",
                "DequantizeLinear",
                List.of(name, scale.scale(), scale.zeroPoint())));
  }

  private String standing(Layer layer) {
    return weight(weights.asItStands(layer), layer.out(), StoredWeights.channelAxis(layer));
  }

  private String multiplied(Layer layer) {
    return weight(weights.asMultiplied(layer), layer.out(), 1);
  }

  private String weight(StoredWeights.Names names, int channels, int axis) {
    return dequantized.computeIfAbsent(
        names.codes(),
        codes -> {
          boolean perChannel = weights.perChannel();
          String zeroPoint =
              graph.add(
                  perChannel
                      ? OnnxTensors.bytes(codes + "_zero_point", new byte[channels], channels)
                      : OnnxTensors.bytes(codes + "_zero_point", new byte[1]));
          AttributeProto[] axes =
              perChannel
                  ? new AttributeProto[] {OnnxAttributes.ofInt("axis", axis)}
                  : new AttributeProto[0];
          return graph.add(
              codes + "_dequantized",
              "DequantizeLinear",
              List.of(codes, names.scales(), zeroPoint),
              axes);
        });
  }
}
