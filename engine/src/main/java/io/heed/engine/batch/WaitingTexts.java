package io.heed.engine.batch;

/**
 * What waits at the moment of a choice, the most urgent first. Valid during the call of {@link
 * BatchPolicy#choose} only.
 */
public interface WaitingTexts {
  /** How many texts can be chosen from, 1 or more; at most the policy's window. */
  int count();

  /** The tokens of a text. */
  int length(int index);
}
