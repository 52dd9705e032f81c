package io.heed.bench.gpu;

import io.heed.converter.synthesize.EncoderConfig;

/**
 * The floating-point operations that texts need of an encoder, padding not counted: two for each
 * weight of a layer's matrix products and each token, {@code 2 · layers · (4 · hidden² + 2 · hidden
 * · intermediate) · tokens}; scores and weighted sums of attention, {@code 4 · layers · hidden · Σ
 * length²}; pooler and classifier for each text, {@code 2 · (hidden² + hidden · labels)}. Softmax,
 * normalisation and GELU are left out, as is usual. Immutable.
 */
record UsefulWork(int layers, int hidden, int intermediate, int labels) {
  static UsefulWork of(EncoderConfig config) {
    return new UsefulWork(
        config.layers(), config.hiddenSize(), config.intermediateSize(), config.labels());
  }

  /** Operations for texts of these lengths, in tokens. */
  double operations(int... lengths) {
    double tokens = 0;
    double squares = 0;
    for (int length : lengths) {
      tokens += length;
      squares += (double) length * length;
    }
    double weights = layers * (4.0 * hidden * hidden + 2.0 * hidden * intermediate);
    double head = (double) hidden * hidden + (double) hidden * labels;
    return 2 * weights * tokens + 4.0 * layers * hidden * squares + 2 * head * lengths.length;
  }
}
