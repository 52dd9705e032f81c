package io.heed.engine.batch;

import org.jspecify.annotations.Nullable;

/**
 * Waiting requests by priority, each in its order of arrival; any can be taken out in constant
 * time. Guarded by the scheduler's lock.
 */
final class RequestQueue<R> {
  private final @Nullable Request<R, ?>[] firsts = newArray(Priority.values().length);
  private final @Nullable Request<R, ?>[] lasts = newArray(Priority.values().length);
  private int size;

  int size() {
    return size;
  }

  void add(Request<R, ?> request) {
    int level = request.priority().rank();
    Request<R, ?> last = lasts[level];
    request.previous = last;
    request.next = null;
    lasts[level] = request;
    if (last == null) {
      firsts[level] = request;
    } else {
      last.next = request;
    }
    size++;
  }

  void remove(Request<R, ?> request) {
    int level = request.priority().rank();
    Request<R, ?> previous = request.previous;
    Request<R, ?> next = request.next;
    if (previous == null) {
      firsts[level] = next;
    } else {
      previous.next = next;
    }
    if (next == null) {
      lasts[level] = previous;
    } else {
      next.previous = previous;
    }
    request.previous = null;
    request.next = null;
    size--;
  }

  /** The most urgent request, or null. */
  @Nullable Request<R, ?> first() {
    return firstFrom(0);
  }

  /** The next most urgent one, or null. */
  @Nullable Request<R, ?> after(Request<R, ?> request) {
    return request.next != null ? request.next : firstFrom(request.priority().rank() + 1);
  }

  private @Nullable Request<R, ?> firstFrom(int level) {
    for (int i = level; i < firsts.length; i++) {
      if (firsts[i] != null) {
        return firsts[i];
      }
    }
    return null;
  }

  @SuppressWarnings("unchecked")
  private static <R> @Nullable Request<R, ?>[] newArray(int length) {
    return (Request<R, ?>[]) new Request<?, ?>[length];
  }
}
