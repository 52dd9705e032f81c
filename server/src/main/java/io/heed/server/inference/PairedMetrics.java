package io.heed.server.inference;

import io.heed.engine.metrics.EngineLoad;
import io.heed.engine.metrics.EngineMetrics;
import io.heed.engine.metrics.Outcome;

/** Tells two of everything. Thread-safe if they are. */
record PairedMetrics(EngineMetrics first, EngineMetrics second) implements EngineMetrics {
  @Override
  public void attached(EngineLoad load) {
    first.attached(load);
    second.attached(load);
  }

  @Override
  public void finished(Outcome outcome, long queueNanos, long runNanos) {
    first.finished(outcome, queueNanos, runNanos);
    second.finished(outcome, queueNanos, runNanos);
  }

  @Override
  public void ran(int rows, long tokens, long paddedTokens, long runNanos) {
    first.ran(rows, tokens, paddedTokens, runNanos);
    second.ran(rows, tokens, paddedTokens, runNanos);
  }

  @Override
  public void tokenized(int tokens, long nanos) {
    first.tokenized(tokens, nanos);
    second.tokenized(tokens, nanos);
  }
}
