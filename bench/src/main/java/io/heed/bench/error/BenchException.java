package io.heed.bench.error;

import java.util.Objects;

/**
 * The failure of a benchmark or of its report. The message names the file or parameter, the value
 * found and what was expected; the {@link #kind()} says whose turn it is.
 */
public final class BenchException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What has to change before another try can succeed. */
  public enum Kind {
    /** An option or a parameter is wrong: the caller's turn. */
    USAGE,
    /** The content of a file is not what was expected. */
    INPUT,
    /** A file cannot be read or written. */
    IO,
    /** A benchmark or the runtime under it failed. */
    RUN
  }

  private final Kind kind;

  /** A failure that began here. */
  public BenchException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** A failure with the exception that led to it. */
  public BenchException(Kind kind, String message, Throwable cause) {
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
