package io.heed.server.error;

import io.heed.engine.error.EngineException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;

/** What the engine throws, in the server's terms. Stateless. */
public final class EngineFailures {
  private EngineFailures() {}

  /**
   * The exception of the server about a failure of whatever kind; of a future's failure that about
   * its cause.
   */
  public static ServerException translate(Throwable failure) {
    if (failure instanceof ServerException known) {
      return known;
    }
    if (failure instanceof CancellationException) {
      return new ServerException(Status.CANCELLED, "the client gave the request up", failure);
    }
    if (failure instanceof CompletionException && failure.getCause() != null) {
      return translate(failure.getCause());
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
