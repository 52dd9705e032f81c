package io.heed.server.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.heed.server.error.EngineFailures;
import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import io.heed.server.inference.ServedModel;
import io.heed.server.proto.GRPCInferenceServiceGrpc.GRPCInferenceServiceImplBase;
import io.heed.server.proto.ModelConfigRequest;
import io.heed.server.proto.ModelConfigResponse;
import io.heed.server.proto.ModelInferRequest;
import io.heed.server.proto.ModelInferResponse;
import io.heed.server.proto.ModelMetadataRequest;
import io.heed.server.proto.ModelMetadataResponse;
import io.heed.server.proto.ModelReadyRequest;
import io.heed.server.proto.ModelReadyResponse;
import io.heed.server.proto.ModelStatisticsRequest;
import io.heed.server.proto.ModelStatisticsResponse;
import io.heed.server.proto.ModelStreamInferResponse;
import io.heed.server.proto.RepositoryIndexRequest;
import io.heed.server.proto.RepositoryIndexResponse;
import io.heed.server.proto.RepositoryModelLoadRequest;
import io.heed.server.proto.RepositoryModelLoadResponse;
import io.heed.server.proto.RepositoryModelUnloadRequest;
import io.heed.server.proto.RepositoryModelUnloadResponse;
import io.heed.server.proto.ServerLiveRequest;
import io.heed.server.proto.ServerLiveResponse;
import io.heed.server.proto.ServerMetadataRequest;
import io.heed.server.proto.ServerMetadataResponse;
import io.heed.server.proto.ServerReadyRequest;
import io.heed.server.proto.ServerReadyResponse;
import io.heed.server.repository.Lease;
import io.heed.server.repository.ModelRepository;
import io.heed.server.repository.ModelVersion;
import io.heed.server.service.Extensions;
import io.heed.server.service.ModelService;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/**
 * The calls of the Open Inference Protocol, with Triton's stream, model configuration and model
 * repository. Thread-safe. A call that is cancelled, or whose connection is lost, cancels its
 * request. May be called on event loops: what takes long is done by the service's workers.
 */
final class InferenceService extends GRPCInferenceServiceImplBase {
  private final ModelService service;
  private final ModelRepository<ServedModel> repository;
  private final InferCalls calls;
  private final RepositoryCalls models;
  private final StatisticsCalls statistics;
  private final String version;
  private final StopSignal stop;

  /**
   * A service.
   *
   * @param version of Heed
   * @param stop ends streams
   */
  InferenceService(ModelService service, String version, StopSignal stop) {
    this.service = service;
    this.repository = service.repository();
    this.calls = new InferCalls(service);
    this.models = new RepositoryCalls(service);
    this.statistics = new StatisticsCalls(service);
    this.version = version;
    this.stop = stop;
  }

  @Override
  public void serverLive(ServerLiveRequest request, StreamObserver<ServerLiveResponse> observer) {
    answer(observer, () -> ServerLiveResponse.newBuilder().setLive(true).build());
  }

  @Override
  public void serverReady(
      ServerReadyRequest request, StreamObserver<ServerReadyResponse> observer) {
    answer(observer, () -> ServerReadyResponse.newBuilder().setReady(service.isReady()).build());
  }

  @Override
  public void serverMetadata(
      ServerMetadataRequest request, StreamObserver<ServerMetadataResponse> observer) {
    answer(
        observer,
        () ->
            ServerMetadataResponse.newBuilder()
                .setName("heed")
                .setVersion(version)
                .addAllExtensions(Extensions.NAMES)
                .build());
  }

  @Override
  public void modelReady(ModelReadyRequest request, StreamObserver<ModelReadyResponse> observer) {
    answer(
        observer,
        () ->
            ModelReadyResponse.newBuilder()
                .setReady(
                    repository.isReady(request.getName(), ModelVersion.parse(request.getVersion())))
                .build());
  }

  @Override
  public void modelMetadata(
      ModelMetadataRequest request, StreamObserver<ModelMetadataResponse> observer) {
    answer(
        observer,
        () -> {
          try (Lease<ServedModel> lease =
              repository.borrow(request.getName(), ModelVersion.parse(request.getVersion()))) {
            return ResponseWriter.write(
                request.getName(), lease.version(), lease.model().metadata());
          }
        });
  }

  @Override
  public void modelConfig(
      ModelConfigRequest request, StreamObserver<ModelConfigResponse> observer) {
    answer(
        observer,
        () -> {
          try (Lease<ServedModel> lease =
              repository.borrow(request.getName(), ModelVersion.parse(request.getVersion()))) {
            return RepositoryCalls.config(request.getName(), lease.model().metadata());
          }
        });
  }

  @Override
  public void modelInfer(ModelInferRequest request, StreamObserver<ModelInferResponse> observer) {
    CompletableFuture<ModelInferResponse> answer = calls.infer(request);
    if (observer instanceof ServerCallStreamObserver<ModelInferResponse> call) {
      call.setOnCancelHandler(() -> answer.cancel(false));
    }
    CompletableFuture<ModelInferResponse> unused =
        answer.whenComplete(
            (response, failure) -> {
              if (failure != null) {
                observer.onError(GrpcStatuses.toException(EngineFailures.translate(failure)));
              } else {
                observer.onNext(response);
                observer.onCompleted();
              }
            });
  }

  @Override
  public StreamObserver<ModelInferRequest> modelStreamInfer(
      StreamObserver<ModelStreamInferResponse> observer) {
    return InferStream.of(
        calls, (ServerCallStreamObserver<ModelStreamInferResponse>) observer, stop);
  }

  @Override
  public void modelStatistics(
      ModelStatisticsRequest request, StreamObserver<ModelStatisticsResponse> observer) {
    answer(observer, () -> statistics.statistics(request));
  }

  @Override
  public void repositoryIndex(
      RepositoryIndexRequest request, StreamObserver<RepositoryIndexResponse> observer) {
    answer(observer, () -> models.index(request));
  }

  @Override
  public void repositoryModelLoad(
      RepositoryModelLoadRequest request, StreamObserver<RepositoryModelLoadResponse> observer) {
    answerOnWorkers(observer, () -> models.load(request));
  }

  @Override
  public void repositoryModelUnload(
      RepositoryModelUnloadRequest request,
      StreamObserver<RepositoryModelUnloadResponse> observer) {
    answerOnWorkers(observer, () -> models.unload(request));
  }

  /** A client that gives up changes nothing: what has begun is done. */
  private <T> void answerOnWorkers(StreamObserver<T> observer, Supplier<T> message) {
    if (observer instanceof ServerCallStreamObserver<T> call) {
      call.setOnCancelHandler(() -> {});
    }
    try {
      service.workers().execute(() -> answer(observer, message));
    } catch (RejectedExecutionException e) {
      observer.onError(
          GrpcStatuses.toException(
              new ServerException(Status.OVERLOADED, "too much is waiting to be done", e)));
    }
  }

  private static <T> void answer(StreamObserver<T> observer, Supplier<T> message) {
    T made;
    try {
      made = message.get();
    } catch (RuntimeException e) {
      observer.onError(GrpcStatuses.toException(EngineFailures.translate(e)));
      return;
    }
    observer.onNext(made);
    observer.onCompleted();
  }
}
