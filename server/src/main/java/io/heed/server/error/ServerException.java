package io.heed.server.error;

import org.jspecify.annotations.Nullable;

/**
 * What the server throws. The message goes to the client: it names the input, the value found and
 * what was expected. Immutable.
 */
public final class ServerException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Status status;

  /** An exception without a cause. */
  public ServerException(Status status, String message) {
    this(status, message, null);
  }

  /** An exception with the failure behind it. */
  public ServerException(Status status, String message, @Nullable Throwable cause) {
    super(message, cause, true, status == Status.INTERNAL); // the others are ordinary answers
    this.status = status;
  }

  /** Whose fault it is. */
  public Status status() {
    return status;
  }

  /** The message, which there always is. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
