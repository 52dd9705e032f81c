package io.heed.engine.batch;

import io.heed.engine.error.EngineException;
import io.heed.engine.metrics.EngineMetrics;
import io.heed.engine.metrics.RunEvent;
import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * A runner with its buffers and the requests of its run. Belongs to the scheduler while idle, to
 * one thread while it runs.
 */
final class Lane<R> {
  private final int device;
  private final BatchRunner<R> runner;
  private final TokenBatch batch;
  private final BatchPolicy policy;
  private final LongSupplier ticker;
  private final RunTimeEstimate estimate;
  private final EngineMetrics metrics;
  private final Request<R, ?>[] requests;
  private int count;

  /** A lane of one of several devices, counted from 0. */
  Lane(
      int device,
      BatchRunner<R> runner,
      TokenBatch batch,
      BatchPolicy policy,
      LongSupplier ticker,
      RunTimeEstimate estimate,
      EngineMetrics metrics) {
    this.device = device;
    this.runner = runner;
    this.batch = batch;
    this.policy = policy;
    this.ticker = ticker;
    this.estimate = estimate;
    this.metrics = metrics;
    this.requests = newArray(policy.maxRows());
  }

  int device() {
    return device;
  }

  boolean isEmpty() {
    return count == 0;
  }

  void add(Request<R, ?> request) {
    requests[count++] = request;
  }

  /** The requests, which leave the lane. */
  Request<R, ?>[] take() {
    Request<R, ?>[] taken = Arrays.copyOf(requests, count);
    Arrays.fill(requests, 0, count, null);
    count = 0;
    return taken;
  }

  /**
   * Runs the requests together; if that fails, one by one, so that only those fail that are to
   * blame. Every request has an answer or a failure afterwards.
   */
  void run() {
    try {
      runRows(0, count);
    } catch (Throwable together) {
      if (count == 1) {
        requests[0].fail(EngineException.wrap(together));
        return;
      }
      for (int row = 0; row < count; row++) {
        try {
          runRows(row, row + 1);
        } catch (Throwable alone) {
          requests[row].fail(EngineException.wrap(alone));
        }
      }
    }
  }

  void close() {
    runner.close();
  }

  private void runRows(int from, int to) {
    int longest = 0;
    long tokens = 0;
    for (int i = from; i < to; i++) {
      int length = requests[i].tokens().length();
      longest = Math.max(longest, length);
      tokens += length;
    }
    int padded = policy.paddedLength(longest);
    batch.reset(policy.paddedRows(to - from, padded), padded);
    for (int i = from; i < to; i++) {
      batch.set(i - from, requests[i].tokens());
    }
    for (int row = to - from; row < batch.rows(); row++) {
      batch.setPadding(row);
    }
    RunEvent event = RunEvent.begun();
    long start = ticker.getAsLong();
    R outputs = runner.run(batch);
    long end = ticker.getAsLong();
    event.finish(to - from, tokens, batch.length());
    long computed = (long) batch.rows() * batch.length();
    estimate.add(computed, end - start);
    metrics.ran(to - from, tokens, computed, end - start);
    for (int i = from; i < to; i++) {
      requests[i].ran(start, end);
      if (requests[i].deadlineNanos() < end) {
        requests[i].fail(RequestFailures.late("its answer came after its deadline"));
      } else {
        requests[i].decode(outputs, i - from);
      }
    }
  }

  @SuppressWarnings("unchecked")
  private static <R> Request<R, ?>[] newArray(int length) {
    return (Request<R, ?>[]) new Request<?, ?>[length];
  }
}
