package io.heed.engine.batch;

import io.heed.engine.error.EngineException;
import io.heed.engine.metrics.Outcome;

/** How requests of all kinds fail, and what the metrics call it. Stateless. */
final class RequestFailures {
  private RequestFailures() {}

  static EngineException late(String how) {
    return new EngineException(
        EngineException.Kind.DEADLINE_EXCEEDED, "the request is late: " + how);
  }

  static EngineException interrupted(InterruptedException cause) {
    return new EngineException(
        EngineException.Kind.CANCELLED, "the thread was interrupted while it waited", cause);
  }

  static EngineException closed() {
    return new EngineException(EngineException.Kind.CLOSED, "the engine is closed");
  }

  static Outcome outcome(EngineException failure) {
    return switch (failure.kind()) {
      case OVERLOADED -> Outcome.OVERLOADED;
      case DEADLINE_EXCEEDED -> Outcome.DEADLINE_EXCEEDED;
      case CANCELLED -> Outcome.CANCELLED;
      case CLOSED -> Outcome.CLOSED;
      case INVALID_INPUT, MODEL, RUNTIME -> Outcome.FAILED;
    };
  }
}
