package io.heed.server.binary;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Answers on their way to the event loop: any thread adds, the loop takes all there are at once.
 *
 * <p>A stack of linked calls: adding is a compare-and-set, and only who adds to an empty one wakes
 * the loop, so that answers which come while it is at work share one wake-up and one flush. The
 * order is restored on taking.
 */
final class AnswerQueue {
  private final AtomicReference<@Nullable BinaryCall> last = new AtomicReference<>();
  private final Executor loop;
  private final Runnable taker;

  /**
   * An empty queue.
   *
   * @param taker runs on the loop, and takes
   */
  AnswerQueue(Executor loop, Runnable taker) {
    this.loop = loop;
    this.taker = taker;
  }

  /** Adds a call that has its answer. */
  void add(BinaryCall call) {
    BinaryCall before;
    do {
      before = last.get();
      call.next = before;
    } while (!last.compareAndSet(before, call));
    if (before == null) {
      loop.execute(taker);
    }
  }

  /** Takes all, linked in the order in which they came; null if there are none. */
  @Nullable BinaryCall takeAll() {
    BinaryCall call = last.get() == null ? null : last.getAndSet(null);
    BinaryCall reversed = null;
    while (call != null) {
      BinaryCall before = call.next;
      call.next = reversed;
      reversed = call;
      call = before;
    }
    return reversed;
  }
}
