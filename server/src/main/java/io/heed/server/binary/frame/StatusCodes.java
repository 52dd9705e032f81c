package io.heed.server.binary.frame;

import io.heed.server.error.Status;

/** The numbers of statuses in ERROR frames. Stateless. */
final class StatusCodes {
  private StatusCodes() {}

  static int code(Status status) {
    return switch (status) {
      case INVALID_ARGUMENT -> 1;
      case NOT_FOUND -> 2;
      case ALREADY_EXISTS -> 3;
      case UNSUPPORTED -> 4;
      case UNAUTHENTICATED -> 5;
      case PERMISSION_DENIED -> 6;
      case OVERLOADED -> 7;
      case UNAVAILABLE -> 8;
      case DEADLINE_EXCEEDED -> 9;
      case CANCELLED -> 10;
      case INTERNAL -> 11;
    };
  }

  /** The status of a number; INTERNAL for one that a later version may have. */
  static Status status(int code) {
    for (Status status : Status.values()) {
      if (code(status) == code) {
        return status;
      }
    }
    return Status.INTERNAL;
  }
}
