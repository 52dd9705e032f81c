package io.heed.engine.runtime.ort;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.RunOptions;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Decides which run gives the unused memory of an arena back: the first one after an idle period,
 * since what a burst of large runs took is then of least use, and no timer is needed. Thread-safe;
 * shared by the runners of a session.
 */
final class ArenaShrinkage {
  private final String arenas;
  private final long idleNanos;
  private final LongSupplier ticker;
  private final AtomicLong lastRun;

  /**
   * Shrinks these arenas.
   *
   * @param arenas as ONNX Runtime names them: {@code gpu:0}
   * @param ticker nanoseconds from a fixed but arbitrary moment
   */
  ArenaShrinkage(String arenas, Duration idle, LongSupplier ticker) {
    this.arenas = arenas;
    this.idleNanos = idle.toNanos();
    this.ticker = ticker;
    this.lastRun = new AtomicLong(ticker.getAsLong());
  }

  /** Whether the run that begins now shall shrink the arenas; of runs side by side, one. */
  boolean due() {
    long now = ticker.getAsLong();
    long before = lastRun.getAndSet(now);
    return now - before >= idleNanos;
  }

  /** A run has ended. */
  void ran() {
    lastRun.set(ticker.getAsLong());
  }

  /** Options for a shrinking run, to be closed after it. */
  RunOptions options() throws OrtException {
    RunOptions options = new RunOptions();
    try {
      options.addRunConfigEntry("memory.enable_memory_arena_shrinkage", arenas);
      return options;
    } catch (OrtException e) {
      options.close();
      throw e;
    }
  }
}
