package io.heed.engine.batch;

/**
 * Runs batches for one lane. Confined to one thread at a time; owns native memory until {@link
 * #close}.
 *
 * @param <R> the outputs of a run
 */
public interface BatchRunner<R> extends AutoCloseable {
  /**
   * Runs a batch; blocks until it is done.
   *
   * @return the outputs, valid until the next run of this runner
   * @throws io.heed.engine.error.EngineException if the run fails; another run may succeed
   */
  R run(TokenBatch batch);

  @Override
  void close();
}
