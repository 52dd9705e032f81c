package io.heed.engine.token;

/** Which text of a pair is cut; of a single text, it is that text. */
public enum TruncationStrategy {
  /** The longer one, until both are of equal length; then both alike. */
  LONGEST_FIRST,
  /** The first one only. */
  ONLY_FIRST,
  /** The second one only: the context of a question, say. */
  ONLY_SECOND
}
