package io.heed.converter.synthesize;

import io.heed.converter.onnx.OnnxAttributes;
import java.util.ArrayList;
import java.util.List;

/** Layer normalisation, activation and reshaping in the chosen style. Confined to one thread. */
final class LayerParts {
  private static final int GELU_OPSET = 20;
  private static final int REDUCE_AXES_INPUT_OPSET = 18;

  private final EncoderNodes nodes;
  private final EncoderConfig config;
  private final boolean primitive;

  LayerParts(EncoderNodes nodes, EncoderConfig config) {
    this.nodes = nodes;
    this.config = config;
    this.primitive = config.style() == GraphStyle.PRIMITIVE;
  }

  /** Layer normalisation over the hidden size (Ba, Kiros and Hinton, 2016). */
  String norm(String module, String x) {
    String factor = nodes.weight(module + ".weight", config.hiddenSize());
    String shift = nodes.weight(module + ".bias", config.hiddenSize());
    if (!primitive) {
      return nodes.add(
          module,
          "LayerNormalization",
          List.of(x, factor, shift),
          OnnxAttributes.ofInt("axis", -1),
          OnnxAttributes.ofFloat("epsilon", EncoderConfig.NORM_EPSILON));
    }
    String centred = nodes.add(module, "Sub", List.of(x, mean(module, x)));
    String square = nodes.add(module, "Pow", List.of(centred, nodes.scalar("two", 2)));
    String epsilon = nodes.scalar("norm_epsilon", EncoderConfig.NORM_EPSILON);
    String variance = nodes.add(module, "Add", List.of(mean(module, square), epsilon));
    String deviation = nodes.add(module, "Sqrt", List.of(variance));
    String scaled = nodes.add(module, "Div", List.of(centred, deviation));
    String product = nodes.add(module, "Mul", List.of(scaled, factor));
    return nodes.add(module, "Add", List.of(product, shift));
  }

  private String mean(String module, String x) {
    if (config.opset() >= REDUCE_AXES_INPUT_OPSET) {
      return nodes.add(module, "ReduceMean", List.of(x, nodes.longs("last_axis", -1)));
    }
    return nodes.add(module, "ReduceMean", List.of(x), OnnxAttributes.ofInts("axes", -1));
  }

  String activation(String module, String x) {
    boolean operator = !primitive && config.opset() >= GELU_OPSET;
    return switch (config.activation()) {
      case RELU -> nodes.add(module, "Relu", List.of(x));
      case GELU -> operator ? gelu(module, x, "none") : erfGelu(module, x);
      case GELU_TANH -> operator ? gelu(module, x, "tanh") : tanhGelu(module, x);
    };
  }

  private String gelu(String module, String x, String form) {
    return nodes.add(module, "Gelu", List.of(x), OnnxAttributes.ofString("approximate", form));
  }

  private String erfGelu(String module, String x) {
    String root = nodes.scalar("sqrt_two", (float) Math.sqrt(2));
    String scaled = nodes.add(module, "Div", List.of(x, root));
    String erf = nodes.add(module, "Erf", List.of(scaled));
    String sum = nodes.add(module, "Add", List.of(erf, nodes.scalar("one", 1)));
    String product = nodes.add(module, "Mul", List.of(x, sum));
    return nodes.add(module, "Mul", List.of(product, nodes.scalar("half", 0.5f)));
  }

  private String tanhGelu(String module, String x) {
    String cube = nodes.add(module, "Pow", List.of(x, nodes.scalar("three", 3)));
    String scaled = nodes.add(module, "Mul", List.of(cube, nodes.scalar("cubic", 0.044715f)));
    String inner = nodes.add(module, "Add", List.of(x, scaled));
    String root = nodes.scalar("sqrt_two_over_pi", (float) Math.sqrt(2 / Math.PI));
    String tanh =
        nodes.add(module, "Tanh", List.of(nodes.add(module, "Mul", List.of(inner, root))));
    String sum = nodes.add(module, "Add", List.of(tanh, nodes.scalar("one", 1)));
    String halved = nodes.add(module, "Mul", List.of(x, nodes.scalar("half", 0.5f)));
    return nodes.add(module, "Mul", List.of(halved, sum));
  }

  /** [batch, sequence, …] to [batch, sequence, lengths…], of as many values. */
  String reshape(String module, String x, String shapeName, long... lengths) {
    String shape = primitive ? computedShape(module, x, lengths) : copiedShape(shapeName, lengths);
    return nodes.add(module, "Reshape", List.of(x, shape));
  }

  /** A length of 0 is the one that was there. */
  private String copiedShape(String name, long... lengths) {
    long[] shape = new long[2 + lengths.length];
    System.arraycopy(lengths, 0, shape, 2, lengths.length);
    return nodes.longs(name, shape);
  }

  private String computedShape(String module, String x, long... lengths) {
    List<String> parts = new ArrayList<>();
    String first = nodes.longs("axis_0", 0);
    for (int axis = 0; axis < 2; axis++) {
      String shape = nodes.add(module, "Shape", List.of(x));
      String index = nodes.index("index_" + axis, axis);
      String length =
          nodes.add(module, "Gather", List.of(shape, index), OnnxAttributes.ofInt("axis", 0));
      parts.add(nodes.add(module, "Unsqueeze", List.of(length, first)));
    }
    for (long length : lengths) {
      parts.add(nodes.longs("length_" + length, length));
    }
    return nodes.add(module, "Concat", parts, OnnxAttributes.ofInt("axis", 0));
  }
}
