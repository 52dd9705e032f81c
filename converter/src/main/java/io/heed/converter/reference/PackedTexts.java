package io.heed.converter.reference;

import io.heed.converter.ort.Tensor;

/**
 * Where each text begins among the tokens, and how long rows were with their padding.
 *
 * @param starts the first token of each text and, last, how many tokens there are
 * @param sequence places of a row, padding included
 */
record PackedTexts(int[] starts, int sequence) {

  /**
   * From the inputs {@code token_offset} and {@code cumulative_sequence_length} of an attention,
   * which kernels use one or the other of: they have to agree.
   */
  static PackedTexts of(OperatorCall call, int offsetInput, long tokens) {
    Tensor offsets = call.ints(offsetInput, "token_offset", 2);
    Tensor cumulative = call.ints(offsetInput + 1, "cumulative_sequence_length", 1);
    long batch = offsets.length(0);
    call.expect("cumulative_sequence_length", cumulative, 0, batch + 1);
    long[] sums = cumulative.longs();
    if (sums[0] != 0 || sums[sums.length - 1] != tokens) {
      throw call.fault(
          "cumulative_sequence_length",
          sums[0] + " to " + sums[sums.length - 1],
          "0 to " + tokens + ", as there are tokens");
    }
    long sequence = offsets.length(1);
    long[] places = offsets.longs();
    int[] starts = new int[sums.length];
    for (int text = 0; text < batch; text++) {
      long length = sums[text + 1] - sums[text];
      if (length < 0 || length > sequence) {
        throw call.fault(
            "cumulative_sequence_length",
            "a text of " + length + " tokens",
            "0 to " + sequence + ", as token_offset has places");
      }
      for (int i = 0; i < length; i++) {
        long place = places[Math.toIntExact(sums[text] + i)];
        if (place != text * sequence + i) {
          throw call.fault(
              "token_offset",
              place + " for token " + i + " of text " + text,
              text * sequence + i + ", as padding stands on the right");
        }
      }
      starts[text + 1] = Math.toIntExact(sums[text + 1]);
    }
    return new PackedTexts(starts, Math.toIntExact(sequence));
  }

  int count() {
    return starts.length - 1;
  }
}
