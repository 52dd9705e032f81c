package io.heed.converter.quantize;

/**
 * How a model is quantised. Immutable; every method gives changed options.
 *
 * @param form the operators
 * @param perChannel whether each output channel of a weight has a scale of its own
 * @param reducedRange whether weights have 7 bits: for CPUs without VNNI or AMX, where the sum of
 *     two products of 8 bits overflows its 16 bits and is cut
 * @param embeddings whether tables that {@code Gather} reads are stored as 8-bit integers
 * @param exclusions what stays as it is
 */
public record QuantizeOptions(
    QuantizedForm form,
    boolean perChannel,
    boolean reducedRange,
    boolean embeddings,
    Exclusions exclusions) {
  /** For ONNX Runtime on a CPU: a scale a channel, 8 bits, tables too. */
  public static final QuantizeOptions DEFAULT =
      new QuantizeOptions(QuantizedForm.ORT, true, false, true, Exclusions.NONE);

  /** With another form. */
  public QuantizeOptions form(QuantizedForm other) {
    return new QuantizeOptions(other, perChannel, reducedRange, embeddings, exclusions);
  }

  /** With a scale a channel or one for the whole weight. */
  public QuantizeOptions perChannel(boolean each) {
    return new QuantizeOptions(form, each, reducedRange, embeddings, exclusions);
  }

  /** With weights of 7 bits or of 8. */
  public QuantizeOptions reducedRange(boolean reduced) {
    return new QuantizeOptions(form, perChannel, reduced, embeddings, exclusions);
  }

  /** With or without tables. */
  public QuantizeOptions embeddings(boolean quantized) {
    return new QuantizeOptions(form, perChannel, reducedRange, quantized, exclusions);
  }

  /** With other exclusions. */
  public QuantizeOptions exclusions(Exclusions others) {
    return new QuantizeOptions(form, perChannel, reducedRange, embeddings, others);
  }

  /** The largest code of a weight. With 64 the sum of two products, 2 · 255 · 64, fits 16 bits. */
  int largestCode() {
    return reducedRange ? 64 : 127;
  }
}
