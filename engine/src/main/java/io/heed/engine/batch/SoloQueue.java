package io.heed.engine.batch;

import io.heed.engine.error.EngineException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The permits of requests that run alone, and those that wait: by priority, each in its order of
 * arrival. Guarded by the scheduler's lock.
 */
final class SoloQueue<L> {
  private final SoloLimits limits;
  private final List<Deque<SoloRequest<L, ?>>> byPriority = new ArrayList<>();
  private int waiting;
  private int requests;
  private long bytes;

  SoloQueue(SoloLimits limits) {
    this.limits = limits;
    for (int i = 0; i < Priority.values().length; i++) {
      byPriority.add(new ArrayDeque<>());
    }
  }

  /** Takes a permit; the refusal if there is none left. */
  @Nullable EngineException admit(SoloRequest<L, ?> request) {
    boolean fits =
        requests < limits.maxRequests()
            && (requests == 0 || request.sizeBytes() <= limits.maxBytes() - bytes);
    if (!fits) {
      return new EngineException(
          EngineException.Kind.OVERLOADED,
          "overloaded: found "
              + requests
              + " requests of "
              + bytes
              + " bytes inside and one of "
              + request.sizeBytes()
              + " more, expected at most "
              + limits.maxRequests()
              + " of "
              + limits.maxBytes());
    }
    requests++;
    bytes += request.sizeBytes();
    return null;
  }

  /** Gives the permit of an admitted request back. */
  void release(SoloRequest<L, ?> request) {
    if (request.state == SoloRequest.State.OUTSIDE) {
      throw new IllegalStateException("a permit is released that is not held");
    }
    request.state = SoloRequest.State.OUTSIDE;
    requests--;
    bytes -= request.sizeBytes();
  }

  /** Lets an admitted request wait. */
  void add(SoloRequest<L, ?> request) {
    request.state = SoloRequest.State.WAITING;
    byPriority.get(request.priority().rank()).add(request);
    waiting++;
  }

  /** Takes a waiting request out, in time that grows with those of its priority. */
  void remove(SoloRequest<L, ?> request) {
    if (byPriority.get(request.priority().rank()).remove(request)) {
      waiting--;
    }
  }

  /** Takes the most urgent request out; null if none waits. */
  @Nullable SoloRequest<L, ?> poll() {
    for (Deque<SoloRequest<L, ?>> queue : byPriority) {
      SoloRequest<L, ?> request = queue.poll();
      if (request != null) {
        waiting--;
        return request;
      }
    }
    return null;
  }

  /** Those that wait. */
  int waiting() {
    return waiting;
  }

  /** Those inside, waiting and running. */
  int requests() {
    return requests;
  }
}
