package io.heed.engine;

import io.heed.engine.runtime.ModelOutputs;
import io.heed.engine.token.TokenSequence;
import java.util.List;

/**
 * How the outputs of an input's runs become its answer. Stateless or for one input; its methods are
 * called on the lanes.
 *
 * @param <P> what is kept of each run
 * @param <T> the answer
 */
interface Decoding<P, T> {
  /** What is kept of the run of one window; must not keep the outputs. */
  P part(ModelOutputs outputs, int row, TokenSequence tokens);

  /**
   * The answer.
   *
   * @param parts one a window, in their order
   * @param times those of all windows together
   */
  T whole(List<P> parts, StageTimes times);
}
