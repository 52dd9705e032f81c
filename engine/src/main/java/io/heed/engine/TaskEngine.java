package io.heed.engine;

import io.heed.models.ModelDirectory;

/**
 * A model directory, loaded for one task: what the engines of all tasks have in common.
 * Thread-safe: any number of threads may call one, and share its lanes (one a processor, unless
 * told otherwise). Owns native memory and threads until {@link #close}.
 *
 * <p>Texts are tokenised on the caller's thread. A single request is admitted or refused at once
 * (kind OVERLOADED); lists wait for room. What is hung on a future runs on the lane that completed
 * it: give slow work an executor of its own ({@code thenApplyAsync}). A cancelled future is dropped
 * when its turn comes, without a run. The windows of a text that is too long for one run are
 * requests of their own: deadline and priority hold for each, and the failure of one fails the text
 * and cancels the others.
 *
 * <p>Any string is fine, also one with NUL, control characters or half a surrogate pair (which
 * counts as U+FFFD); only a text in which the tokenizer finds no token is refused.
 */
public abstract class TaskEngine implements AutoCloseable {
  TaskEngine() {}

  abstract Replaceable<? extends LoadedTask> model();

  /** What the model is; reads the model directory again. */
  public final ModelDescription describe() {
    return model().get().describer().describe();
  }

  /**
   * Takes another model in place of this one, with the same settings, while it is in use: later
   * calls get the new one, those under way come to their end with the old one, which is then freed.
   * If the new one cannot be loaded, everything stays as it is.
   *
   * @throws io.heed.engine.error.EngineException of kind MODEL if this engine cannot run it, CLOSED
   *     after {@link #close}
   */
  public final void replace(ModelDirectory directory) {
    model().replace(directory);
  }

  /** Frees the model after the calls under way; later calls are refused. */
  @Override
  public final void close() {
    model().close();
  }
}
