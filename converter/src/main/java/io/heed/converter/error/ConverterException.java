package io.heed.converter.error;

import java.util.Objects;

/**
 * The failure of a conversion step. The message names the file or input, the field, the value found
 * and what was expected; the {@link #kind()} says whose turn it is.
 */
public final class ConverterException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What has to change before another try can succeed. */
  public enum Kind {
    /** An option or argument is wrong: the caller's turn. */
    USAGE,
    /** The content of a data file or model is wrong. */
    INPUT,
    /** A file cannot be read or written. */
    IO,
    /** A computation left the numbers: a loss that is not finite, a diverged training. */
    NUMERIC,
    /** The input is valid, but asks for an operator, layer or type the converter does not know. */
    UNSUPPORTED,
    /** A result differs from what it was checked against by more than allowed. */
    VERIFICATION
  }

  private final Kind kind;

  /** A failure that began here. */
  public ConverterException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** A failure with the exception that led to it. */
  public ConverterException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** Never null, unlike that of exceptions in general. */
  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }

  /** What has to change before another try can succeed. */
  public Kind kind() {
    return kind;
  }
}
