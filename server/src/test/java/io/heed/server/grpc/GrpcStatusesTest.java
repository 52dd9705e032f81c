package io.heed.server.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GrpcStatusesTest {

  /** Triton's table, and gRPC's own names for what Triton has none for. */
  @ParameterizedTest
  @CsvSource({
    "INVALID_ARGUMENT,  INVALID_ARGUMENT,,",
    "NOT_FOUND,         NOT_FOUND,,",
    "ALREADY_EXISTS,    ALREADY_EXISTS,,",
    "UNSUPPORTED,       UNIMPLEMENTED,,",
    "UNAUTHENTICATED,   UNAUTHENTICATED,,",
    "PERMISSION_DENIED, PERMISSION_DENIED,,",
    "OVERLOADED,        UNAVAILABLE, 1000, OVERLOADED",
    "UNAVAILABLE,       UNAVAILABLE, 1000, UNAVAILABLE",
    "DEADLINE_EXCEEDED, DEADLINE_EXCEEDED,,",
    "CANCELLED,         CANCELLED,,",
    "INTERNAL,          INTERNAL,,"
  })
  void toException_ofAStatus_isTheTables(
      Status status, Code code, @Nullable String pushback, @Nullable String told) {
    ServerException failure = new ServerException(status, "model 'x' has no version 3");

    StatusRuntimeException exception = GrpcStatuses.toException(failure);

    assertEquals(code, exception.getStatus().getCode());
    assertEquals("model 'x' has no version 3", exception.getStatus().getDescription());
    assertEquals(pushback, exception.getTrailers().get(GrpcStatuses.RETRY_PUSHBACK));
    assertEquals(told, exception.getTrailers().get(GrpcStatuses.STATUS));
  }
}
