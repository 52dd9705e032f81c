package io.heed.server.service;

import io.heed.engine.StageTimes;
import io.heed.server.error.Status;
import io.heed.server.inference.InferenceResponse;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/** Counts what becomes of the requests to one version of a model. Thread-safe. */
final class ModelStatistics {
  private final LongAdder pending = new LongAdder();
  private final LongAdder inferences = new LongAdder();
  private final LongAccumulator lastMillis = new LongAccumulator(Math::max, 0);
  private final Total success = new Total();
  private final Total queue = new Total();
  private final Total computeInput = new Total();
  private final Total computeInfer = new Total();
  private final Total computeOutput = new Total();
  private final Map<Status, Total> failures = new EnumMap<>(Status.class);

  ModelStatistics() {
    for (Status status : Status.values()) {
      failures.put(status, new Total());
    }
  }

  /** A request has come. */
  void began() {
    pending.increment();
  }

  /** A request was answered, so long after it had come. */
  void succeeded(InferenceResponse response, long nanos) {
    StageTimes times = response.times();
    pending.decrement();
    inferences.add(response.inferences());
    lastMillis.accumulate(System.currentTimeMillis());
    success.add(nanos);
    queue.add(times.queueNanos());
    computeInput.add(times.tokenizeNanos());
    computeInfer.add(times.runNanos());
    computeOutput.add(
        Math.max(0, nanos - times.tokenizeNanos() - times.queueNanos() - times.runNanos()));
  }

  /** A request failed, so long after it had come. */
  void failed(Status status, long nanos) {
    pending.decrement();
    lastMillis.accumulate(System.currentTimeMillis());
    Total total = failures.get(status);
    if (total != null) {
      total.add(nanos);
    }
  }

  /** All counts; those of requests that end meanwhile may be in or not. */
  ModelCounts snapshot(String model, long version) {
    Map<Status, ModelCounts.Times> failed = new EnumMap<>(Status.class);
    failures.forEach((status, total) -> failed.put(status, total.snapshot()));
    return new ModelCounts(
        model,
        version,
        pending.sum(),
        inferences.sum(),
        lastMillis.get(),
        success.snapshot(),
        failed,
        queue.snapshot(),
        computeInput.snapshot(),
        computeInfer.snapshot(),
        computeOutput.snapshot());
  }

  private static final class Total {
    private final LongAdder count = new LongAdder();
    private final LongAdder nanos = new LongAdder();

    void add(long duration) {
      count.increment();
      nanos.add(duration);
    }

    ModelCounts.Times snapshot() {
      return new ModelCounts.Times(count.sum(), nanos.sum());
    }
  }
}
