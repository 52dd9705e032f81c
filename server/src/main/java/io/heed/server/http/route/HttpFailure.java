package io.heed.server.http.route;

import java.util.Map;

/**
 * A request that HTTP itself has a status for (RFC 9110), apart from what it is about. The message
 * goes to the client. Immutable.
 */
public final class HttpFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int code;
  private final transient Map<CharSequence, String> headers;

  /** A failure without headers of its own. */
  public HttpFailure(int code, String message) {
    this(code, message, Map.of());
  }

  /** A failure with headers. */
  public HttpFailure(int code, String message, Map<CharSequence, String> headers) {
    super(message, null, false, false); // an ordinary answer
    this.code = code;
    this.headers = headers;
  }

  /** The status code. */
  public int code() {
    return code;
  }

  /** Headers of the answer. */
  public Map<CharSequence, String> headers() {
    return headers;
  }
}
