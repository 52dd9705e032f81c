package io.heed.server.http.api;

import io.heed.server.http.route.HttpCall;
import io.heed.server.service.TraceParent;

/** What endpoints take from headers. Stateless. */
final class Headers {
  static final String PROTOCOL = "http";
  private static final String REQUEST_ID = "x-request-id";
  private static final String TRACE = "traceparent";

  private Headers() {}

  /** The client's name for the request, empty for none. */
  static String requestId(HttpCall call) {
    String value = call.header(REQUEST_ID);
    return value == null ? "" : value;
  }

  /** As {@link TraceParent} has it. */
  static String trace(HttpCall call) {
    return TraceParent.of(call.header(TRACE));
  }
}
