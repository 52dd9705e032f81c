package io.heed.server.repository;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A loaded model and how many hold it; the last one to let go frees it. The repository is the first
 * holder. Thread-safe, without a lock.
 *
 * @param <M> the model
 */
final class SharedModel<M extends AutoCloseable> {
  private static final System.Logger LOGGER = System.getLogger(SharedModel.class.getName());

  private final M model;
  private final String name;
  private final AtomicLong holders = new AtomicLong(1);
  private final CountDownLatch freed = new CountDownLatch(1);

  /**
   * Held by the repository.
   *
   * @param name for the log
   */
  SharedModel(M model, String name) {
    this.model = model;
    this.name = name;
  }

  M model() {
    return model;
  }

  /** One holder more, unless it is or is being freed. */
  boolean retain() {
    long seen;
    do {
      seen = holders.get();
      if (seen == 0) {
        return false;
      }
    } while (!holders.compareAndSet(seen, seen + 1));
    return true;
  }

  /** One holder less. */
  void release() {
    if (holders.decrementAndGet() == 0) {
      try {
        model.close();
      } catch (Exception e) {
        LOGGER.log(System.Logger.Level.WARNING, () -> name + ": could not be freed: " + e, e);
      } finally {
        freed.countDown();
      }
    }
  }

  /** Comes down to zero when the model was freed. */
  CountDownLatch freed() {
    return freed;
  }
}
