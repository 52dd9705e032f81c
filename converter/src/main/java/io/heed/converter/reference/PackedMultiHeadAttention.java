package io.heed.converter.reference;

import io.heed.converter.ort.Tensor;
import java.util.Optional;

/**
 * ONNX Runtime's PackedMultiHeadAttention: attention after the projections. Queries, keys and
 * values are three inputs [tokens, hidden], or one [tokens, heads, 3, head size]; the bias holds
 * those of the queries, the keys and the values, one after the other, in both cases. Stateless.
 */
final class PackedMultiHeadAttention {
  private PackedMultiHeadAttention() {}

  static Tensor run(OperatorCall call) {
    boolean together = call.optional(0).map(query -> query.rank() == 4).orElse(false);
    Tensor query = call.floats(0, "query", together ? 4 : 2);
    long tokens = query.length(0);
    float[][] parts = together ? apart(call, query) : separate(call, query);
    int hidden = together ? Math.toIntExact(query.length(1) * query.length(3)) : width(query);
    int valueHidden = together ? hidden : width(call.floats(2, "value", 2));
    int heads = call.heads(hidden);
    call.heads(valueHidden);
    addBias(call, parts, hidden, valueHidden);
    PackedTexts texts = PackedTexts.of(call, 4, tokens);
    float[] context =
        new AttentionScores(call, texts, heads, hidden / heads, 6)
            .context(parts[0], parts[1], parts[2], hidden / heads, valueHidden / heads);
    return OperatorCall.like(query, context, tokens, valueHidden);
  }

  private static float[][] separate(OperatorCall call, Tensor query) {
    Tensor key = call.floats(1, "key", 2);
    Tensor value = call.floats(2, "value", 2);
    call.expect("key", key, 0, query.length(0));
    call.expect("key", key, 1, query.length(1));
    call.expect("value", value, 0, query.length(0));
    return new float[][] {query.floats(), key.floats(), value.floats()};
  }

  private static float[][] apart(OperatorCall call, Tensor packed) {
    for (int input = 1; input <= 2; input++) {
      Optional<Tensor> other = call.optional(input);
      if (other.isPresent()) {
        throw call.fault(
            input == 1 ? "key" : "value", other.get(), "nothing, as the query has 4 axes");
      }
    }
    call.expect("query", packed, 1, call.node().intOr("num_heads", 0));
    call.expect("query", packed, 2, 3);
    int size = Math.toIntExact(packed.length(3));
    float[] all = packed.floats();
    float[][] parts = new float[3][all.length / 3];
    int rows = size == 0 ? 0 : all.length / 3 / size;
    for (int row = 0; row < rows; row++) {
      for (int part = 0; part < 3; part++) {
        System.arraycopy(all, (row * 3 + part) * size, parts[part], row * size, size);
      }
    }
    return parts;
  }

  private static void addBias(OperatorCall call, float[][] parts, int hidden, int valueHidden) {
    if (call.optional(3).isEmpty()) {
      return;
    }
    Tensor tensor = call.floats(3, "bias", 1);
    call.expect("bias", tensor, 0, 2L * hidden + valueHidden);
    float[] bias = tensor.floats();
    for (int part = 0; part < 3; part++) {
      int width = part == 2 ? valueHidden : hidden;
      for (int i = 0; i < parts[part].length; i++) {
        parts[part][i] += bias[part * hidden + i % width];
      }
    }
  }

  private static int width(Tensor tensor) {
    return Math.toIntExact(tensor.length(1));
  }
}
