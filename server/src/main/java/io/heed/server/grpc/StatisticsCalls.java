package io.heed.server.grpc;

import io.heed.server.inference.RunStatistics;
import io.heed.server.proto.InferBatchStatistics;
import io.heed.server.proto.InferStatistics;
import io.heed.server.proto.ModelStatistics;
import io.heed.server.proto.ModelStatisticsRequest;
import io.heed.server.proto.ModelStatisticsResponse;
import io.heed.server.proto.StatisticDuration;
import io.heed.server.repository.ModelVersion;
import io.heed.server.service.ModelCounts;
import io.heed.server.service.ModelService;

/** Triton's statistics extension. Thread-safe. */
final class StatisticsCalls {
  private final ModelService service;

  StatisticsCalls(ModelService service) {
    this.service = service;
  }

  /**
   * The statistics of a version, of all versions of a model, or of all models.
   *
   * @throws io.heed.server.error.ServerException as {@link ModelService#known}
   */
  ModelStatisticsResponse statistics(ModelStatisticsRequest request) {
    Long version = ModelVersion.parse(request.getVersion());
    ModelStatisticsResponse.Builder response = ModelStatisticsResponse.newBuilder();
    String name = request.getName().isEmpty() ? null : request.getName();
    service.known(name, version).forEach(each -> response.addModelStats(statistics(each)));
    return response.build();
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
