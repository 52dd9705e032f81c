package io.heed.bench.load;

import java.util.concurrent.locks.LockSupport;

/**
 * The clock of the JVM. Waits by parking, which ends some 60 µs late on Linux: the generator takes
 * no core from what it loads, and since latency counts from the intended moment that lateness is in
 * it, never hidden.
 */
public final class SystemLoadClock implements LoadClock {
  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public void waitUntil(long nanoTime) {
    for (long left = nanoTime - nanoTime(); left > 0; left = nanoTime - nanoTime()) {
      LockSupport.parkNanos(left);
      if (Thread.currentThread().isInterrupted()) {
        return; // the generator looks
      }
    }
  }
}
