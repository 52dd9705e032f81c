package io.heed.engine.batch;

import io.heed.engine.error.EngineException;

/** The permits: how many requests and tokens are inside. Guarded by the scheduler's lock. */
final class Admission {
  private final QueueLimits limits;
  private int requests;
  private long tokens;

  Admission(QueueLimits limits) {
    this.limits = limits;
  }

  /** Takes a permit; false if there is none left. */
  boolean admit(Request<?, ?> request) {
    int length = request.tokens().length();
    boolean fits =
        requests < limits.maxRequests() && (requests == 0 || tokens + length <= limits.maxTokens());
    if (fits) {
      requests++;
      tokens += length;
      request.admitted = true;
    }
    return fits;
  }

  /** Gives the permit back. */
  void release(Request<?, ?> request) {
    if (!request.admitted) {
      throw new IllegalStateException("a permit is released that is not held");
    }
    request.admitted = false;
    requests--;
    tokens -= request.tokens().length();
  }

  /** Whether no request can be admitted, however short. */
  boolean isFull() {
    return requests >= limits.maxRequests() || (requests > 0 && tokens >= limits.maxTokens());
  }

  /** Why there is no permit for a text of so many tokens. */
  EngineException refusal(int length) {
    return new EngineException(
        EngineException.Kind.OVERLOADED,
        "overloaded: found "
            + requests
            + " requests of "
            + tokens
            + " tokens inside and one of "
            + length
            + " more, expected at most "
            + limits.maxRequests()
            + " of "
            + limits.maxTokens());
  }

  int requests() {
    return requests;
  }

  long tokens() {
    return tokens;
  }
}
