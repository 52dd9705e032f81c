package io.heed.converter.reference;

import io.heed.converter.ort.Tensor;
import java.util.List;

/**
 * ONNX Runtime's RemovePadding and RestorePadding. Padding stands on the right: of a row of {@code
 * sequence_token_count} tokens the first places are real. Places are numbered {@code row · sequence
 * + position}. Stateless.
 */
final class Padding {
  private Padding() {}

  /**
   * From [batch, sequence, hidden] and the counts [batch] to the tokens [tokens, hidden]; the
   * places of tokens, then those of padding, as [batch, sequence]; the sums of the counts [batch +
   * 1]; the largest count [1].
   */
  static List<Tensor> remove(OperatorCall call) {
    Tensor input = call.floats(0, "input", 3);
    Tensor counts = call.ints(1, "sequence_token_count", 1);
    int batch = Math.toIntExact(input.length(0));
    int sequence = Math.toIntExact(input.length(1));
    int hidden = Math.toIntExact(input.length(2));
    call.expect("sequence_token_count", counts, 0, batch);
    int[] sums = new int[batch + 1];
    int longest = 0;
    for (int row = 0; row < batch; row++) {
      int count = Math.toIntExact(counts.longs()[row]);
      if (count < 0 || count > sequence) {
        throw call.fault(
            "sequence_token_count", count + " of row " + row, "0 to " + sequence + " tokens");
      }
      sums[row + 1] = sums[row] + count;
      longest = Math.max(longest, count);
    }
    int tokens = sums[batch];
    int[] places = new int[batch * sequence];
    int token = 0;
    int padding = tokens;
    for (int place = 0; place < places.length; place++) {
      int row = place / sequence;
      boolean real = place % sequence < sums[row + 1] - sums[row];
      places[real ? token++ : padding++] = place;
    }
    float[] from = input.floats();
    float[] packed = new float[tokens * hidden];
    for (int i = 0; i < tokens; i++) {
      System.arraycopy(from, places[i] * hidden, packed, i * hidden, hidden);
    }
    return List.of(
        OperatorCall.like(input, packed, tokens, hidden),
        Tensor.ints(places, batch, sequence),
        Tensor.ints(sums, batch + 1L),
        Tensor.ints(new int[] {longest}, 1));
  }

  /** From [tokens, hidden] and the places [batch, sequence] back, with zeros for padding. */
  static Tensor restore(OperatorCall call) {
    Tensor input = call.floats(0, "input", 2);
    Tensor offsets = call.ints(1, "token_offset", 2);
    int tokens = Math.toIntExact(input.length(0));
    int hidden = Math.toIntExact(input.length(1));
    long[] places = offsets.longs();
    if (tokens > places.length) {
      throw call.fault("input", input, "at most " + places.length + " tokens, as token_offset has");
    }
    float[] from = input.floats();
    float[] restored = new float[places.length * hidden];
    for (int i = 0; i < tokens; i++) {
      if (places[i] < 0 || places[i] >= places.length) {
        throw call.fault("token_offset", places[i], "0 to " + (places.length - 1));
      }
      System.arraycopy(from, i * hidden, restored, (int) places[i] * hidden, hidden);
    }
    return OperatorCall.like(input, restored, offsets.length(0), offsets.length(1), hidden);
  }
}
