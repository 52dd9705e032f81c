package io.heed.converter.quantize;

import io.heed.converter.graph.Graph;
import io.heed.converter.onnx.OnnxTensors;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Activations that are quantised to a range known beforehand, each once however many layers read
 * it. Signed ones are symmetric; unsigned ones use all 256 codes. Confined to one thread.
 */
final class StaticActivations implements Activations {
  private final Graph graph;
  private final ActivationRanges ranges;
  private final boolean signed;
  private final Map<String, Scale> scales = new HashMap<>();
  private final Map<String, String> codes = new HashMap<>();

  /** Names of constants: a FLOAT scale and a zero point, INT8 or UINT8, which are scalars. */
  record Scale(String scale, String zeroPoint) {}

  StaticActivations(Graph graph, ActivationRanges ranges, boolean signed) {
    this.graph = graph;
    this.ranges = ranges;
    this.signed = signed;
  }

  /** The scale of a value whose range is known. */
  Scale scale(String value) {
    return scales.computeIfAbsent(value, this::addScale);
  }

  /** The codes of a value whose range is known. */
  String codes(String value) {
    return codes.computeIfAbsent(
        value,
        name ->
            graph.add(
                name + "_quantized",
                "QuantizeLinear",
                List.of(name, scale(name).scale(), scale(name).zeroPoint())));
  }

  @Override
  public QuantizedActivation of(String activation) {
    Scale scale = scale(activation);
    return new QuantizedActivation(codes(activation), scale.scale(), scale.zeroPoint());
  }

  /** The step between codes. */
  float step(String value) {
    ActivationRanges.Range range = ranges.of(value).orElseThrow();
    float step = signed ? range.largest() / 127 : (range.high() - range.low()) / 255;
    return step < Float.MIN_NORMAL ? 1 : step;
  }

  private Scale addScale(String value) {
    float step = step(value);
    float low = ranges.of(value).orElseThrow().low();
    byte zero = (byte) (signed ? 0 : Math.max(0, Math.min(255, Math.rint(-low / step))));
    String name = value + "_zero_point";
    return new Scale(
        graph.add(OnnxTensors.floats(value + "_scale", new float[] {step})),
        graph.add(
            signed
                ? OnnxTensors.bytes(name, new byte[] {zero})
                : OnnxTensors.unsignedBytes(name, new byte[] {zero})));
  }
}
