package io.heed.server.http.route;

import io.heed.server.error.Status;
import java.util.OptionalInt;

/**
 * The status codes of HTTP for failures: Triton's where it has one, so that a client's rules for
 * retries hold; else those of RFC 9110. Stateless.
 */
public final class HttpStatuses {
  private static final int RETRY_AFTER_SECONDS = 1; // the least that the header can say but "now"

  private HttpStatuses() {}

  /** The code of the status line. */
  public static int code(Status status) {
    return switch (status) {
      case INVALID_ARGUMENT, ALREADY_EXISTS, CANCELLED -> 400;
      case UNAUTHENTICATED -> 401;
      case PERMISSION_DENIED -> 403;
      case NOT_FOUND -> 404;
      case INTERNAL -> 500;
      case UNSUPPORTED -> 501;
      case OVERLOADED, UNAVAILABLE -> 503;
      case DEADLINE_EXCEEDED -> 504;
    };
  }

  /** The value of the header Retry-After in seconds, if the answer has one. */
  public static OptionalInt retryAfterSeconds(Status status) {
    return status.isTransient() ? OptionalInt.of(RETRY_AFTER_SECONDS) : OptionalInt.empty();
  }
}
