package io.heed.engine.batch;

import java.util.List;

/**
 * Decides which waiting texts share the next run of the model. Immutable; called under the queue's
 * lock, so it must be quick.
 *
 * <p>The most urgent text is part of every choice. So a text with k others before it is passed over
 * at most k times, whatever the policy prefers.
 */
public interface BatchPolicy {
  /** How many waiting texts a choice looks at, 1 or more. */
  int window();

  /** The most texts of a run, 1 or more. */
  int maxRows();

  /**
   * Chooses.
   *
   * @param chosen takes the indices of the chosen texts, each once, 0 first; of length {@link
   *     #maxRows}
   * @return how many are chosen, 1 or more
   */
  int choose(WaitingTexts waiting, int[] chosen);

  /** Whether a run may hold texts of different lengths, or be longer than they are. */
  default boolean pads() {
    return true;
  }

  /** The length, in tokens, that a run is padded to whose longest text has {@code longest}. */
  default int paddedLength(int longest) {
    return longest;
  }

  /**
   * The rows that a run of so many texts has, once they are padded to a length; the rest are rows
   * of padding, which reach no answer.
   */
  default int paddedRows(int texts, int length) {
    return texts;
  }

  /**
   * All shapes that runs can have, those of the most tokens first; empty if they are not known
   * beforehand. Texts of any length up to the longest that the shapes hold have one of them.
   */
  default List<BatchShape> shapes() {
    return List.of();
  }
}
