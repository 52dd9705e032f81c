package io.heed.bench.encoder;

import io.heed.engine.token.TokenSequence;
import java.util.concurrent.CompletableFuture;

/**
 * Takes a text at a time and answers later: what the load generator aims at and the throughput run
 * submits to. Thread-safe; submitting does not block.
 *
 * <p>An answer is the mean of the last hidden states over the tokens, in an array of the caller's.
 * A request that is refused at once fails with {@link
 * java.util.concurrent.RejectedExecutionException}, one given up because its time had passed with
 * {@link java.util.concurrent.TimeoutException}, and any other failure is a failure.
 */
public interface TextEncoder extends AutoCloseable {
  /** Submits a text. */
  CompletableFuture<float[]> submit(String text);

  /** Submits prepared token ids; only where {@link #takesTokens}. */
  CompletableFuture<float[]> submit(TokenSequence tokens);

  /** Whether {@link #submit(TokenSequence)} is there. */
  default boolean takesTokens() {
    return true;
  }

  /** Drops what waits, ends what runs, frees the model. */
  @Override
  void close();
}
