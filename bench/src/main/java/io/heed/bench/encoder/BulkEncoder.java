package io.heed.bench.encoder;

import java.util.List;

/**
 * A way to turn many texts into vectors: a contestant of the throughput run. Called by one thread
 * at a time, which it blocks; it has workers of its own.
 */
public interface BulkEncoder extends AutoCloseable {
  /**
   * The mean of the last hidden states over the tokens of each text, in the order of the texts. The
   * caller owns the vectors.
   *
   * @throws io.heed.bench.error.BenchException of kind RUN if a text fails
   */
  float[][] encode(List<EncoderText> texts, TokenSource source);

  /** Whether it can be given prepared token ids. */
  default boolean takesTokens() {
    return true;
  }

  /** Ends the workers. */
  @Override
  void close();
}
