package io.heed.server.http.route;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.heed.server.error.Status;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpStatusesTest {

  /** Triton's table, and RFC 9110 for what Triton has no name for. */
  @ParameterizedTest
  @CsvSource({
    "INVALID_ARGUMENT,  400, -1",
    "ALREADY_EXISTS,    400, -1",
    "CANCELLED,         400, -1",
    "UNAUTHENTICATED,   401, -1",
    "PERMISSION_DENIED, 403, -1",
    "NOT_FOUND,         404, -1",
    "INTERNAL,          500, -1",
    "UNSUPPORTED,       501, -1",
    "OVERLOADED,        503, 1",
    "UNAVAILABLE,       503, 1",
    "DEADLINE_EXCEEDED, 504, -1"
  })
  void code_ofAStatus_isTheTables(Status status, int code, int retryAfterSeconds) {
    assertEquals(code, HttpStatuses.code(status));
    assertEquals(retryAfterSeconds, HttpStatuses.retryAfterSeconds(status).orElse(-1));
  }
}
