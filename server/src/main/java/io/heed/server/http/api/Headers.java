package io.heed.server.http.api;

import io.heed.server.http.route.HttpCall;

/** What endpoints take from headers. Stateless. */
final class Headers {
  static final String PROTOCOL = "http";
  private static final String REQUEST_ID = "x-request-id";
  private static final String TRACE = "traceparent";

  private Headers() {}

  /** The client's name for the request, empty for none. */
  static String requestId(HttpCall call) {
    return orEmpty(call, REQUEST_ID);
  }

  /** The W3C trace context, empty for none. */
  static String trace(HttpCall call) {
    return orEmpty(call, TRACE);
  }

  private static String orEmpty(HttpCall call, String name) {
    String value = call.header(name);
    return value == null ? "" : value;
  }
}
