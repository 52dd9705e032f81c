package io.heed.engine;

import io.heed.engine.token.TokenSequence;
import java.util.List;

/**
 * The runs that one input takes, and how they become its answer. Immutable.
 *
 * @param windows the input, in one window or several, each of which is a request of its own
 * @param tokenizeNanos what making them took
 * @param decoding makes the answer
 * @param <P> what is kept of each run
 * @param <T> the answer
 */
record Job<P, T>(List<TokenSequence> windows, long tokenizeNanos, Decoding<P, T> decoding) {

  /** One run. */
  static <P, T> Job<P, T> of(MeasuredTokenizer.Tokenized text, Decoding<P, T> decoding) {
    return new Job<>(List.of(text.tokens()), text.nanos(), decoding);
  }

  /** A run a window. */
  static <P, T> Job<P, T> of(MeasuredTokenizer.Windows windows, Decoding<P, T> decoding) {
    return new Job<>(windows.tokens(), windows.nanos(), decoding);
  }

  /** The tokens of the longest window, which is the first. */
  int length() {
    return windows.get(0).length();
  }

  /**
   * Makes the job of an input.
   *
   * @param <I> the input
   * @param <T> the answer
   */
  @FunctionalInterface
  interface Maker<I, T> {
    /**
     * The job.
     *
     * @param index of the input in the caller's list, for messages
     */
    Job<?, T> job(I input, int index);
  }
}
