package io.heed.server.grpc;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.heed.server.error.ServerException;

/**
 * The statuses of gRPC for failures: Triton's where it has one, so that a client's rules for
 * retries hold. Stateless.
 */
public final class GrpcStatuses {
  /** What a client with a retry policy waits before it tries again, in milliseconds. */
  static final Metadata.Key<String> RETRY_PUSHBACK =
      Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER);

  /** Which of the two it is where UNAVAILABLE stands for both: OVERLOADED or UNAVAILABLE. */
  static final Metadata.Key<String> STATUS =
      Metadata.Key.of("heed-status", Metadata.ASCII_STRING_MARSHALLER);

  private static final String RETRY_AFTER_MILLIS = "1000";

  private GrpcStatuses() {}

  /** The exception to end a call with. */
  public static StatusRuntimeException toException(ServerException failure) {
    return status(failure).asRuntimeException(trailers(failure));
  }

  static Status status(ServerException failure) {
    return code(failure.status())
        .toStatus()
        .withDescription(failure.getMessage())
        .withCause(failure.getCause());
  }

  static Metadata trailers(ServerException failure) {
    Metadata trailers = new Metadata();
    if (failure.status().isTransient()) {
      trailers.put(RETRY_PUSHBACK, RETRY_AFTER_MILLIS);
      trailers.put(STATUS, failure.status().name());
    }
    return trailers;
  }

  static Status.Code code(io.heed.server.error.Status status) {
    return switch (status) {
      case INVALID_ARGUMENT -> Status.Code.INVALID_ARGUMENT;
      case NOT_FOUND -> Status.Code.NOT_FOUND;
      case ALREADY_EXISTS -> Status.Code.ALREADY_EXISTS;
      case UNSUPPORTED -> Status.Code.UNIMPLEMENTED;
      case UNAUTHENTICATED -> Status.Code.UNAUTHENTICATED;
      case PERMISSION_DENIED -> Status.Code.PERMISSION_DENIED;
      case OVERLOADED, UNAVAILABLE -> Status.Code.UNAVAILABLE;
      case DEADLINE_EXCEEDED -> Status.Code.DEADLINE_EXCEEDED;
      case CANCELLED -> Status.Code.CANCELLED;
      case INTERNAL -> Status.Code.INTERNAL;
    };
  }
}
