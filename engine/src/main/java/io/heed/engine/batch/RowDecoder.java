package io.heed.engine.batch;

/**
 * Makes the answer for one text from the outputs of the run it took part in. Called on the thread
 * that ran it.
 *
 * @param <R> the outputs of a run
 * @param <T> the answer
 */
@FunctionalInterface
public interface RowDecoder<R, T> {
  /** The answer for the text in a row; must not keep the outputs. */
  T decode(R outputs, int row, Request<R, T> request);
}
