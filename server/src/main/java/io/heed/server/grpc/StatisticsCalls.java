package io.heed.server.grpc;

import io.heed.server.error.ServerException;
import io.heed.server.inference.RunStatistics;
import io.heed.server.proto.InferBatchStatistics;
import io.heed.server.proto.InferStatistics;
import io.heed.server.proto.ModelStatistics;
import io.heed.server.proto.ModelStatisticsRequest;
import io.heed.server.proto.ModelStatisticsResponse;
import io.heed.server.proto.StatisticDuration;
import io.heed.server.repository.IndexEntry;
import io.heed.server.repository.ModelState;
import io.heed.server.repository.ModelVersion;
import io.heed.server.service.ModelCounts;
import io.heed.server.service.ModelService;
import org.jspecify.annotations.Nullable;

/** Triton's statistics extension, of the versions that are ready. Thread-safe. */
final class StatisticsCalls {
  private final ModelService service;

  StatisticsCalls(ModelService service) {
    this.service = service;
  }

  /**
   * The statistics of a version, of all versions of a model, or of all models.
   *
   * @throws ServerException as {@code ModelRepository.borrow} if a model is named that is not ready
   */
  ModelStatisticsResponse statistics(ModelStatisticsRequest request) {
    Long version = ModelVersion.parse(request.getVersion());
    ModelStatisticsResponse.Builder response = ModelStatisticsResponse.newBuilder();
    for (IndexEntry entry : service.repository().index()) {
      if (isAskedFor(entry, request.getName(), version)) {
        add(response, entry);
      }
    }
    if (response.getModelStatsCount() == 0 && !request.getName().isEmpty()) {
      response.addModelStats(statistics(service.counts(request.getName(), version)));
    }
    return response.build();
  }

  private static boolean isAskedFor(IndexEntry entry, String name, @Nullable Long version) {
    return entry.state() == ModelState.READY
        && (name.isEmpty() || name.equals(entry.name()))
        && (version == null || version == entry.version());
  }

  private void add(ModelStatisticsResponse.Builder response, IndexEntry entry) {
    ModelCounts counts;
    try {
      counts = service.counts(entry.name(), entry.version());
    } catch (ServerException e) {
      return; // unloaded meanwhile
    }
    response.addModelStats(statistics(counts));
  }

  private ModelStatistics statistics(ModelCounts counts) {
    ModelStatistics.Builder message =
        ModelStatistics.newBuilder()
            .setName(counts.model())
            .setVersion(Long.toString(counts.version()))
            .setLastInference(counts.lastMillis())
            .setInferenceCount(counts.inferences())
            .setInferenceStats(
                InferStatistics.newBuilder()
                    .setSuccess(duration(counts.success()))
                    .setFail(duration(counts.failed()))
                    .setQueue(duration(counts.queue()))
                    .setComputeInput(duration(counts.computeInput()))
                    .setComputeInfer(duration(counts.computeInfer()))
                    .setComputeOutput(duration(counts.computeOutput()))
                    .setCacheHit(StatisticDuration.getDefaultInstance())
                    .setCacheMiss(StatisticDuration.getDefaultInstance()));
    long executions = 0;
    for (RunStatistics.Runs runs : service.runs(counts.model(), counts.version())) {
      executions += runs.runs();
      message.addBatchStats(
          InferBatchStatistics.newBuilder()
              .setBatchSize(runs.rows())
              .setComputeInput(duration(runs.runs(), 0))
              .setComputeInfer(duration(runs.runs(), runs.runNanos()))
              .setComputeOutput(duration(runs.runs(), 0)));
    }
    return message.setExecutionCount(executions).build();
  }

  private static StatisticDuration duration(ModelCounts.Times times) {
    return duration(times.count(), times.nanos());
  }

  private static StatisticDuration duration(long count, long nanos) {
    return StatisticDuration.newBuilder().setCount(count).setNs(nanos).build();
  }
}
