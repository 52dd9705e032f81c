package io.heed.engine.runtime.ort;

/**
 * How a model is run. Immutable.
 *
 * @param intraOpThreads the threads that share the work of one operator, 1 or more; they wait
 *     without spinning
 */
public record OrtOptions(int intraOpThreads) {
  /** One thread: the caller's. */
  public static final OrtOptions DEFAULT = new OrtOptions(1);

  /** Checks. */
  public OrtOptions {
    if (intraOpThreads < 1) {
      throw new IllegalArgumentException(
          "intraOpThreads: " + intraOpThreads + ", expected 1 or more");
    }
  }
}
