package io.heed.engine.metrics;

/** Metrics that throw nothing: a broken exporter costs no request. Thread-safe if the inner is. */
public final class GuardedMetrics implements EngineMetrics {
  private final EngineMetrics inner;

  /** Passes everything on, and drops what the inner metrics throw. */
  public GuardedMetrics(EngineMetrics inner) {
    this.inner = inner;
  }

  @Override
  public void attached(EngineLoad load) {
    guard(() -> inner.attached(load));
  }

  @Override
  public void finished(Outcome outcome, long queueNanos, long runNanos) {
    guard(() -> inner.finished(outcome, queueNanos, runNanos));
  }

  @Override
  public void ran(int rows, long tokens, long paddedTokens, long runNanos) {
    guard(() -> inner.ran(rows, tokens, paddedTokens, runNanos));
  }

  @Override
  public void tokenized(int tokens, long nanos) {
    guard(() -> inner.tokenized(tokens, nanos));
  }

  private static void guard(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException | LinkageError e) {
      // Metrics are a by-product; the request they are about goes on.
    }
  }
}
