package io.heed.converter.reference;

import io.heed.converter.ort.Tensor;

/**
 * ONNX Runtime's PackedAttention: attention with its projections. The input is [tokens, in], the
 * weights [in, hidden + hidden + value hidden], the bias as wide. Stateless.
 */
final class PackedAttention {
  private PackedAttention() {}

  static Tensor run(OperatorCall call) {
    Tensor input = call.floats(0, "input", 2);
    Tensor weights = call.floats(1, "weights", 2);
    Tensor bias = call.floats(2, "bias", 1);
    int[] widths = widths(call, weights);
    call.expect("weights", weights, 0, input.length(1));
    call.expect("bias", bias, 0, weights.length(1));
    int tokens = Math.toIntExact(input.length(0));
    float[][] parts = project(input.floats(), weights.floats(), bias.floats(), tokens, widths);
    int heads = call.heads(widths[0]);
    call.heads(widths[2]);
    PackedTexts texts = PackedTexts.of(call, 3, tokens);
    float[] context =
        new AttentionScores(call, texts, heads, widths[0] / heads, 5)
            .context(parts[0], parts[1], parts[2], widths[0] / heads, widths[2] / heads);
    return OperatorCall.like(input, context, tokens, widths[2]);
  }

  private static int[] widths(OperatorCall call, Tensor weights) {
    long all = weights.length(1);
    long[] sizes = call.node().ints("qkv_hidden_sizes");
    if (sizes == null || sizes.length == 0) {
      sizes = new long[] {all / 3, all / 3, all / 3};
    }
    if (sizes.length != 3 || sizes[0] != sizes[1] || sizes[0] + sizes[1] + sizes[2] != all) {
      throw call.fault(
          "weights", weights, "as many columns as queries, keys and values have, equally many");
    }
    return new int[] {
      Math.toIntExact(sizes[0]), Math.toIntExact(sizes[1]), Math.toIntExact(sizes[2])
    };
  }

  private static float[][] project(
      float[] input, float[] weights, float[] bias, int tokens, int[] widths) {
    int in = tokens == 0 ? 0 : input.length / tokens;
    float[][] parts = new float[3][];
    int first = 0;
    for (int part = 0; part < 3; part++) {
      parts[part] = new float[tokens * widths[part]];
      for (int token = 0; token < tokens; token++) {
        for (int out = 0; out < widths[part]; out++) {
          double sum = bias[first + out];
          for (int i = 0; i < in; i++) {
            sum += (double) input[token * in + i] * weights[i * bias.length + first + out];
          }
          parts[part][token * widths[part] + out] = (float) sum;
        }
      }
      first += widths[part];
    }
    return parts;
  }
}
