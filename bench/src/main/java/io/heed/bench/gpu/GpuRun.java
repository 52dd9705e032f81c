package io.heed.bench.gpu;

import io.heed.bench.error.BenchException;
import io.heed.converter.error.ConverterException;
import io.heed.engine.error.EngineException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Does the jobs of a plan in their order until the time is up, keeping what came of each at once;
 * one that fails is told and hurts no other. Confined to one thread.
 */
public final class GpuRun {
  private static final double NANOS_PER_SECOND = 1e9;

  private final List<GpuJob> plan;
  private final JobWork work;
  private final GpuResult result;
  private final double budgetSeconds;
  private final LongSupplier ticker;
  private final Consumer<String> log;

  GpuRun(
      List<GpuJob> plan,
      JobWork work,
      GpuResult result,
      double budgetSeconds,
      LongSupplier ticker,
      Consumer<String> log) {
    this.plan = plan;
    this.work = work;
    this.result = result;
    this.budgetSeconds = budgetSeconds;
    this.ticker = ticker;
    this.log = log;
  }

  /** Does a job. */
  @FunctionalInterface
  interface JobWork {
    /** Gives the cells of a job, as they stand in the results. */
    List<Map<String, Object>> measure(GpuJob job);
  }

  /**
   * Measures on a device that {@link DeviceCheck} has found.
   *
   * @param log is told what is being done, a line each
   */
  public static void measure(GpuSettings settings, GpuResult result, Consumer<String> log) {
    try (GpuJobs jobs = new GpuJobs(settings, result, log)) {
      new GpuRun(
              GpuPlan.of(settings), jobs, result, settings.budgetSeconds(), System::nanoTime, log)
          .run();
    }
  }

  void run() {
    long start = ticker.getAsLong();
    int number = 0;
    for (GpuJob job : plan) {
      number++;
      if (result.has(job)) {
        continue;
      }
      double elapsed = (ticker.getAsLong() - start) / NANOS_PER_SECOND;
      if (elapsed >= budgetSeconds) {
        result.add(
            job,
            "left",
            "the budget of " + Math.round(budgetSeconds) + " s was used up",
            List.of());
        continue;
      }
      log.accept(
          String.format(
              Locale.ROOT, "%d of %d, %.0f s: %s", number, plan.size(), elapsed, job.id()));
      try {
        result.add(job, "done", "", work.measure(job));
      } catch (RuntimeException e) { // of whatever stage: the next job may do
        String reason = isExpected(e) ? String.valueOf(e.getMessage()) : e.toString();
        log.accept(job.id() + ": failed: " + reason);
        result.add(job, "failed", reason, List.of());
      }
    }
  }

  private static boolean isExpected(RuntimeException e) {
    return e instanceof BenchException
        || e instanceof ConverterException
        || e instanceof EngineException;
  }
}
