package io.heed.server.error;

/** Whose fault a failure is, and what a client can do about it. */
public enum Status {
  /** The request is wrong, and will be when it is sent again. */
  INVALID_ARGUMENT,
  /** There is no such model, version, path or call. */
  NOT_FOUND,
  /** Something of that name is there already. */
  ALREADY_EXISTS,
  /** This server does not do that. */
  UNSUPPORTED,
  /** Who calls did not say who it is, or not rightly. */
  UNAUTHENTICATED,
  /** Who calls may not do that. */
  PERMISSION_DENIED,
  /** Too much is waiting: later, or elsewhere. */
  OVERLOADED,
  /** The model or the server is not ready, or no longer. */
  UNAVAILABLE,
  /** The answer would have come too late. */
  DEADLINE_EXCEEDED,
  /** Who called gave it up. */
  CANCELLED,
  /** The server's own fault. */
  INTERNAL;

  /** Whether the same request may succeed a little later. */
  public boolean isTransient() {
    return this == OVERLOADED || this == UNAVAILABLE;
  }
}
