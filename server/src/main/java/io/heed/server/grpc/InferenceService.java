package io.heed.server.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
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
import io.heed.server.service.ModelService;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The calls of the Open Inference Protocol, with Triton's stream, model configuration and model
 * repository. Thread-safe. A call that is cancelled, or whose connection is lost, cancels its
 * request. The tokenizer runs on the thread that calls, so that this is to be given an executor,
 * not event loops.
 */
public final class InferenceService extends GRPCInferenceServiceImplBase {
  private static final List<String> EXTENSIONS =
      List.of("schedule_policy", "model_repository", "model_configuration");

  private final ModelService service;
  private final ModelRepository<ServedModel> repository;
  private final InferCalls calls;
  private final RepositoryCalls models;
  private final String version;

  /**
   * A service.
   *
   * @param version of Heed
   */
  public InferenceService(ModelService service, String version) {
    this.service = service;
    this.repository = service.repository();
    this.calls = new InferCalls(service);
    this.models = new RepositoryCalls(repository);
    this.version = version;
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
                .addAllExtensions(EXTENSIONS)
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
    CompletableFuture<ModelInferResponse> answer = calls.infer(request, "");
    if (observer instanceof ServerCallStreamObserver<ModelInferResponse> call) {
      call.setOnCancelHandler(() -> answer.cancel(false));
    }
    CompletableFuture<ModelInferResponse> unused =
        answer.whenComplete(
            (response, failure) -> {
              if (failure != null) {
                observer.onError(GrpcStatuses.toException(InferCalls.failure(failure)));
              } else {
                observer.onNext(response);
                observer.onCompleted();
              }
            });
  }

  @Override
  public StreamObserver<ModelInferRequest> modelStreamInfer(
      StreamObserver<ModelStreamInferResponse> observer) {
    return InferStream.of(calls, (ServerCallStreamObserver<ModelStreamInferResponse>) observer);
  }

  @Override
  public void repositoryIndex(
      RepositoryIndexRequest request, StreamObserver<RepositoryIndexResponse> observer) {
    answer(observer, () -> models.index(request));
  }

  @Override
  public void repositoryModelLoad(
      RepositoryModelLoadRequest request, StreamObserver<RepositoryModelLoadResponse> observer) {
    answer(observer, () -> models.load(request));
  }

  @Override
  public void repositoryModelUnload(
      RepositoryModelUnloadRequest request,
      StreamObserver<RepositoryModelUnloadResponse> observer) {
    answer(observer, () -> models.unload(request));
  }

  private static <T> void answer(StreamObserver<T> observer, Supplier<T> message) {
    T made;
    try {
      made = message.get();
    } catch (RuntimeException e) {
      observer.onError(GrpcStatuses.toException(InferCalls.failure(e)));
      return;
    }
    observer.onNext(made);
    observer.onCompleted();
  }
}
