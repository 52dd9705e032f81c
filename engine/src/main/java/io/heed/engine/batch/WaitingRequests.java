package io.heed.engine.batch;

import org.jspecify.annotations.Nullable;

/** The first waiting requests, as a policy sees them. Guarded by the scheduler's lock. */
final class WaitingRequests<R> implements WaitingTexts {
  private final @Nullable Request<R, ?>[] requests;
  private int count;

  @SuppressWarnings("unchecked")
  WaitingRequests(int window) {
    this.requests = (Request<R, ?>[]) new Request<?, ?>[window];
  }

  void clear() {
    for (int i = 0; i < count; i++) {
      requests[i] = null;
    }
    count = 0;
  }

  void add(Request<R, ?> request) {
    requests[count++] = request;
  }

  boolean isFull() {
    return count == requests.length;
  }

  private Request<R, ?> get(int index) {
    Request<R, ?> request = requests[index];
    if (request == null) {
      throw new IllegalStateException("the policy chose text " + index + " of " + count);
    }
    return request;
  }

  /** Takes a request out, so that it cannot be chosen twice. */
  Request<R, ?> take(int index) {
    Request<R, ?> request = get(index);
    requests[index] = null;
    return request;
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public int length(int index) {
    return get(index).tokens().length();
  }
}
