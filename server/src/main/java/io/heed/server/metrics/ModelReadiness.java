package io.heed.server.metrics;

import io.heed.server.repository.IndexEntry;
import io.heed.server.repository.ModelRepository;
import io.heed.server.repository.ModelState;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;

/**
 * {@code heed_model_ready} by {@code model} and {@code version}: 1 for each that answers, 0 for
 * each other one that is known. Thread-safe.
 */
final class ModelReadiness implements Collector {
  private final ModelRepository<?> repository;

  ModelReadiness(ModelRepository<?> repository) {
    this.repository = repository;
  }

  @Override
  public MetricSnapshot collect() {
    GaugeSnapshot.Builder all =
        GaugeSnapshot.builder()
            .name("heed_model_ready")
            .help("Whether a version of a model answers");
    for (IndexEntry entry : repository.index()) {
      all.dataPoint(
          GaugeSnapshot.GaugeDataPointSnapshot.builder()
              .labels(Labels.of("model", entry.name(), "version", Long.toString(entry.version())))
              .value(entry.state() == ModelState.READY ? 1 : 0)
              .build());
    }
    return all.build();
  }
}
