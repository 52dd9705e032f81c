package io.heed.server.client;

import io.grpc.Metadata;
import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import org.jspecify.annotations.Nullable;

/** What gRPC's statuses are in the server's terms. Stateless. */
final class GrpcFailures {
  /** Servers that refuse a request say with it when to come back. */
  private static final Metadata.Key<String> RETRY_PUSHBACK =
      Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER);

  /** Heed's servers say which UNAVAILABLE is an overload. */
  private static final Metadata.Key<String> STATUS =
      Metadata.Key.of("heed-status", Metadata.ASCII_STRING_MARSHALLER);

  private GrpcFailures() {}

  static void fail(Call<?> call, io.grpc.Status failure, Metadata trailers) {
    Throwable cause = failure.getCause();
    String description = failure.getDescription();
    ServerException translated =
        new ServerException(
            Status.OVERLOADED.name().equals(trailers.get(STATUS))
                ? Status.OVERLOADED
                : status(failure.getCode()),
            (description == null ? failure.getCode().name() : description)
                + (cause == null ? "" : ": " + cause.getMessage()));
    String pushback = trailers.get(RETRY_PUSHBACK);
    if (translated.status().isTransient() && pushback != null) {
      call.refused(translated, millis(pushback));
    } else {
      call.failed(translated);
    }
  }

  private static long millis(@Nullable String pushback) {
    try {
      return pushback == null ? 0 : Math.max(0, Long.parseLong(pushback));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  static Status status(io.grpc.Status.Code code) {
    return switch (code) {
      case INVALID_ARGUMENT, OUT_OF_RANGE, FAILED_PRECONDITION -> Status.INVALID_ARGUMENT;
      case NOT_FOUND -> Status.NOT_FOUND;
      case ALREADY_EXISTS -> Status.ALREADY_EXISTS;
      case UNIMPLEMENTED -> Status.UNSUPPORTED;
      case UNAUTHENTICATED -> Status.UNAUTHENTICATED;
      case PERMISSION_DENIED -> Status.PERMISSION_DENIED;
      case RESOURCE_EXHAUSTED -> Status.OVERLOADED;
      case UNAVAILABLE, ABORTED -> Status.UNAVAILABLE;
      case DEADLINE_EXCEEDED -> Status.DEADLINE_EXCEEDED;
      case CANCELLED -> Status.CANCELLED;
      case OK, UNKNOWN, INTERNAL, DATA_LOSS -> Status.INTERNAL;
    };
  }
}
