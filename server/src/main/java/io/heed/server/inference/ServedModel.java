package io.heed.server.inference;

import java.util.concurrent.CompletableFuture;

/** A loaded model that answers requests. Thread-safe; owns what it runs on until it is closed. */
public interface ServedModel extends AutoCloseable {
  /** What it takes and gives. */
  ModelMetadata metadata();

  /** The runs that it took. */
  RunStatistics runs();

  /**
   * Answers a request; does not block but for the tokenizer.
   *
   * @param released called exactly once when the tensors of the request are read no more, whatever
   *     became of it
   * @return completes with the answer, or exceptionally with an {@link
   *     io.heed.engine.error.EngineException} or a {@link io.heed.server.error.ServerException}
   */
  CompletableFuture<InferenceResponse> infer(InferenceRequest request, Runnable released);

  /** Frees the model after the requests inside. */
  @Override
  void close();
}
