package io.heed.engine.batch;

import java.util.ArrayList;
import java.util.List;

/** The daemon threads of a scheduler, one for each lane. Immutable once started. */
final class LaneWorkers {
  private static final long JOIN_MILLIS = 1_000;

  private final List<Thread> threads;

  private LaneWorkers(List<Thread> threads) {
    this.threads = List.copyOf(threads);
  }

  /** Starts threads whose names end in their number. */
  static LaneWorkers start(int count, String name, Runnable work) {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Thread worker = new Thread(work, name + i);
      worker.setDaemon(true);
      threads.add(worker);
      worker.start();
    }
    return new LaneWorkers(threads);
  }

  /** Waits for the end of all but the calling one, at most a second each. */
  void join() {
    try {
      for (Thread worker : threads) {
        if (worker != Thread.currentThread()) {
          worker.join(JOIN_MILLIS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
