package io.heed.examples.spring;

import io.heed.engine.metrics.EngineLoad;
import io.heed.engine.metrics.EngineMetrics;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Holds the engine's lanes between run and answer, so that a test has requests in flight for as
 * long as it wants. Thread-safe.
 */
final class HoldingMetrics implements EngineMetrics {
  private static final long PATIENCE_SECONDS = 60;

  private final Semaphore held = new Semaphore(0);
  private volatile CountDownLatch gate = new CountDownLatch(0);
  private volatile EngineLoad load;

  /** Holds the runs from now on. */
  void hold() {
    held.drainPermits();
    gate = new CountDownLatch(1);
  }

  /** Blocks until a run is held. */
  void awaitHeld() throws InterruptedException {
    if (!held.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("nothing ran");
    }
  }

  /** Lets all runs go on. */
  void release() {
    gate.countDown();
  }

  /** The requests inside, waiting and running. */
  int requests() {
    return load.requests();
  }

  @Override
  public void attached(EngineLoad engine) {
    load = engine;
  }

  @Override
  public void ran(int rows, long tokens, long paddedTokens, long runNanos) {
    CountDownLatch closed = gate;
    held.release();
    try {
      if (!closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("held and never released");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
