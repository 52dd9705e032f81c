package io.heed.engine.runtime;

import io.heed.engine.batch.TokenBatch;

/** A loaded model. Thread-safe; owns its native memory until {@link #close}. */
public interface InferenceBackend extends AutoCloseable {
  /**
   * Runs the model; blocks until it is done. The batch is read during the call only.
   *
   * @throws io.heed.engine.error.EngineException of kind RUNTIME if the run fails, MODEL if the
   *     logits are not what the model promised, CLOSED after {@link #close}
   */
  Logits run(TokenBatch batch);

  /** Frees the model after the runs under way; later calls do nothing. */
  @Override
  void close();
}
