package io.heed.server.binary.frame;

/**
 * Bytes that are no frame of the protocol; nothing that follows them can be understood. Immutable.
 */
public final class MalformedFrameException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** An exception whose message goes to the other side. */
  public MalformedFrameException(String message) {
    super(message, null, true, false); // an ordinary answer
  }

  /** The message, which there always is. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
