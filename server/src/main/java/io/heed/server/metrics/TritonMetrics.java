package io.heed.server.metrics;

import io.heed.server.error.Status;
import io.heed.server.inference.RunStatistics;
import io.heed.server.service.ModelCounts;
import io.heed.server.service.ModelService;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The counts under the names that Triton's {@code /metrics} has, by {@code model} and {@code
 * version}. Without a type, as a counter's name would have to end in {@code _total}. Thread-safe.
 */
final class TritonMetrics implements MultiCollector {
  private final ModelService service;

  TritonMetrics(ModelService service) {
    this.service = service;
  }

  @Override
  public MetricSnapshots collect() {
    Map<String, UnknownSnapshot.Builder> all = new LinkedHashMap<>();
    for (ModelCounts counts : service.counts()) {
      Labels model = Labels.of("model", counts.model(), "version", Long.toString(counts.version()));
      add(all, "request_success", "Requests that were answered", model, counts.success().count());
      addFailures(all, counts, model);
      add(
          all,
          "count",
          "Inferences, several for a request of several texts",
          model,
          counts.inferences());
      add(all, "exec_count", "Runs of the model since it was loaded", model, runs(counts));
      add(
          all,
          "pending_request_count",
          "Requests that are being answered",
          model,
          counts.pending());
      addMicros(all, "request_duration_us", "From arrival to answer", model, counts.success());
      addMicros(all, "queue_duration_us", "From admission to the run", model, counts.queue());
      addMicros(
          all, "compute_input_duration_us", "From text to token ids", model, counts.computeInput());
      addMicros(
          all, "compute_infer_duration_us", "Runs of the model", model, counts.computeInfer());
      addMicros(all, "compute_output_duration_us", "All the rest", model, counts.computeOutput());
    }
    MetricSnapshots.Builder snapshots = MetricSnapshots.builder();
    all.values().forEach(each -> snapshots.metricSnapshot(each.build()));
    return snapshots.build();
  }

  private static void addFailures(
      Map<String, UnknownSnapshot.Builder> all, ModelCounts counts, Labels model) {
    Map<String, Long> byReason = new LinkedHashMap<>();
    byReason.put("REJECTED", 0L);
    byReason.put("CANCELED", 0L);
    byReason.put("BACKEND", 0L);
    byReason.put("OTHER", 0L);
    counts
        .failures()
        .forEach((status, times) -> byReason.merge(reason(status), times.count(), Long::sum));
    byReason.forEach(
        (reason, count) ->
            add(
                all,
                "request_failure",
                "Requests that were not answered",
                model.add("reason", reason),
                count));
  }

  /** Triton's words. */
  private static String reason(Status status) {
    return switch (status) {
      case OVERLOADED, DEADLINE_EXCEEDED -> "REJECTED";
      case CANCELLED -> "CANCELED";
      case INTERNAL -> "BACKEND";
      default -> "OTHER";
    };
  }

  private long runs(ModelCounts counts) {
    return service.runs(counts.model(), counts.version()).stream()
        .mapToLong(RunStatistics.Runs::runs)
        .sum();
  }

  private static void addMicros(
      Map<String, UnknownSnapshot.Builder> all,
      String name,
      String help,
      Labels model,
      ModelCounts.Times times) {
    add(all, name, help + ", microseconds", model, TimeUnit.NANOSECONDS.toMicros(times.nanos()));
  }

  private static void add(
      Map<String, UnknownSnapshot.Builder> all,
      String name,
      String help,
      Labels labels,
      long value) {
    all.computeIfAbsent(
            name, key -> UnknownSnapshot.builder().name("nv_inference_" + key).help(help))
        .dataPoint(
            UnknownSnapshot.UnknownDataPointSnapshot.builder()
                .labels(labels)
                .value((double) value)
                .build());
  }
}
