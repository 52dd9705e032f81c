package io.heed.engine.error;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What the engine throws. The {@link Kind} says whose fault it is, so that a server maps it to a
 * status with one switch; the message names the input or file, the value found and what was
 * expected. Immutable.
 */
public final class EngineException extends RuntimeException {
  private static final long serialVersionUID = 1;
  private static final int NO_INPUT = -1;

  /** Whose fault it is. */
  public enum Kind {
    /** A text cannot be classified; another one can. */
    INVALID_INPUT,
    /** The model directory does not fit this engine or contradicts itself. */
    MODEL,
    /** The native runtime or tokenizer failed. */
    RUNTIME,
    /** The request was refused because too many are waiting. */
    OVERLOADED,
    /** The request's deadline passed before its answer was there. */
    DEADLINE_EXCEEDED,
    /** The caller gave the request up. */
    CANCELLED,
    /** The classifier was closed. */
    CLOSED;

    /** Whether a stack trace helps: overload and the like are ordinary answers, and many. */
    boolean isOfTheProgram() {
      return this == MODEL || this == RUNTIME || this == CLOSED;
    }
  }

  private final Kind kind;
  private final int inputIndex;
  private final String problem;

  /** An exception without a cause and without an input. */
  public EngineException(Kind kind, String message) {
    this(kind, message, null);
  }

  /** An exception with the failure behind it. */
  public EngineException(Kind kind, String message, @Nullable Throwable cause) {
    this(kind, message, message, cause, NO_INPUT);
  }

  private EngineException(
      Kind kind, String message, String problem, @Nullable Throwable cause, int inputIndex) {
    super(message, cause, true, kind.isOfTheProgram());
    this.kind = kind;
    this.problem = problem;
    this.inputIndex = inputIndex;
  }

  /** An {@link Kind#INVALID_INPUT} about the text at an index of the caller's list, from 0. */
  public static EngineException invalidInput(int inputIndex, String problem) {
    String message = "text " + inputIndex + " (counted from 0): " + problem;
    return new EngineException(Kind.INVALID_INPUT, message, problem, null, inputIndex);
  }

  /** The exception itself if it is one of the engine's, else one of kind RUNTIME about it. */
  public static EngineException wrap(Throwable failure) {
    return failure instanceof EngineException known
        ? known
        : new EngineException(Kind.RUNTIME, "unexpected: " + failure, failure);
  }

  /** Whose fault it is. */
  public Kind kind() {
    return kind;
  }

  /** The index of the offending text in the caller's list, if one text is to blame. */
  public OptionalInt inputIndex() {
    return inputIndex == NO_INPUT ? OptionalInt.empty() : OptionalInt.of(inputIndex);
  }

  /** The message without the name of the offending text, for callers that have a better name. */
  public String problem() {
    return problem;
  }
}
