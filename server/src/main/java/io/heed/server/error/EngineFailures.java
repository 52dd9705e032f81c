package io.heed.server.error;

import io.heed.engine.error.EngineException;

/** What the engine throws, in the server's terms. Stateless. */
public final class EngineFailures {
  private EngineFailures() {}

  /** The exception of the server about a failure of whatever kind. */
  public static ServerException translate(Throwable failure) {
    if (failure instanceof ServerException known) {
      return known;
    }
    EngineException engine = EngineException.wrap(failure);
    return new ServerException(status(engine.kind()), String.valueOf(engine.getMessage()), engine);
  }

  static Status status(EngineException.Kind kind) {
    return switch (kind) {
      case INVALID_INPUT -> Status.INVALID_ARGUMENT;
      case OVERLOADED -> Status.OVERLOADED;
      case DEADLINE_EXCEEDED -> Status.DEADLINE_EXCEEDED;
      case CANCELLED -> Status.CANCELLED;
      case CLOSED -> Status.UNAVAILABLE;
      case MODEL, RUNTIME -> Status.INTERNAL;
    };
  }
}
