package io.heed.engine.metrics;

import java.util.Locale;

/** How a request ended. */
public enum Outcome {
  /** With an answer. */
  OK,
  /** Refused: too many were waiting. */
  OVERLOADED,
  /** Its deadline passed, before or during the run. */
  DEADLINE_EXCEEDED,
  /** Its caller cancelled it before it ran. */
  CANCELLED,
  /** The run or its reading failed. */
  FAILED,
  /** The engine was closed. */
  CLOSED;

  /** The value of the tag {@code outcome}. */
  public String tag() {
    return name().toLowerCase(Locale.ROOT);
  }
}
