package io.heed.engine.token;

/** From which end of a text tokens are cut. */
public enum TruncationSide {
  /** The start of the text goes. */
  LEFT,
  /** The end of the text goes. */
  RIGHT
}
