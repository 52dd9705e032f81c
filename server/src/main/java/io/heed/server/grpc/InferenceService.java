package io.heed.server.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.heed.server.error.EngineFailures;
import io.heed.server.inference.InferenceResponse;
import io.heed.server.inference.ServedModel;
import io.heed.server.proto.GRPCInferenceServiceGrpc.GRPCInferenceServiceImplBase;
import io.heed.server.proto.ModelInferRequest;
import io.heed.server.proto.ModelInferResponse;
import io.heed.server.proto.ModelMetadataRequest;
import io.heed.server.proto.ModelMetadataResponse;
import io.heed.server.proto.ModelReadyRequest;
import io.heed.server.proto.ModelReadyResponse;
import io.heed.server.proto.ServerLiveRequest;
import io.heed.server.proto.ServerLiveResponse;
import io.heed.server.proto.ServerMetadataRequest;
import io.heed.server.proto.ServerMetadataResponse;
import io.heed.server.proto.ServerReadyRequest;
import io.heed.server.proto.ServerReadyResponse;
import io.heed.server.repository.Lease;
import io.heed.server.repository.ModelRepository;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The calls of the Open Inference Protocol. Thread-safe. A call that is cancelled, or whose
 * connection is lost, cancels its request. The tokenizer runs on the thread that calls, so that
 * this is to be given an executor, not event loops.
 */
public final class InferenceService extends GRPCInferenceServiceImplBase {
  private final ModelRepository<ServedModel> repository;
  private final BooleanSupplier ready;
  private final String version;

  /**
   * A service.
   *
   * @param ready whether the server answers
   * @param version of Heed
   */
  public InferenceService(
      ModelRepository<ServedModel> repository, BooleanSupplier ready, String version) {
    this.repository = repository;
    this.ready = ready;
    this.version = version;
  }

  @Override
  public void serverLive(ServerLiveRequest request, StreamObserver<ServerLiveResponse> observer) {
    answer(observer, () -> ServerLiveResponse.newBuilder().setLive(true).build());
  }

  @Override
  public void serverReady(
      ServerReadyRequest request, StreamObserver<ServerReadyResponse> observer) {
    answer(observer, () -> ServerReadyResponse.newBuilder().setReady(ready.getAsBoolean()).build());
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
                .addExtensions("schedule_policy")
                .build());
  }

  @Override
  public void modelReady(ModelReadyRequest request, StreamObserver<ModelReadyResponse> observer) {
    answer(
        observer,
        () ->
            ModelReadyResponse.newBuilder()
                .setReady(
                    repository.isReady(
                        request.getName(), RequestReader.version(request.getVersion())))
                .build());
  }

  @Override
  public void modelMetadata(
      ModelMetadataRequest request, StreamObserver<ModelMetadataResponse> observer) {
    answer(
        observer,
        () -> {
          try (Lease<ServedModel> lease =
              repository.borrow(request.getName(), RequestReader.version(request.getVersion()))) {
            return ResponseWriter.write(
                request.getName(), lease.version(), lease.model().metadata());
          }
        });
  }

  @Override
  public void modelInfer(ModelInferRequest request, StreamObserver<ModelInferResponse> observer) {
    Lease<ServedModel> lease;
    CompletableFuture<InferenceResponse> answer;
    try {
      lease =
          repository.borrow(
              request.getModelName(), RequestReader.version(request.getModelVersion()));
    } catch (RuntimeException e) {
      fail(observer, e);
      return;
    }
    try {
      answer = lease.model().infer(RequestReader.read(request), () -> {});
    } catch (RuntimeException e) {
      lease.close();
      fail(observer, e);
      return;
    }
    if (observer instanceof ServerCallStreamObserver<ModelInferResponse> call) {
      call.setOnCancelHandler(() -> answer.cancel(false));
    }
    CompletableFuture<InferenceResponse> unused =
        answer.whenComplete(
            (response, failure) -> {
              try (lease) {
                if (failure != null) {
                  fail(observer, failure);
                } else {
                  answer(observer, () -> ResponseWriter.write(request, lease.version(), response));
                }
              }
            });
  }

  private static <T> void answer(StreamObserver<T> observer, Supplier<T> message) {
    T made;
    try {
      made = message.get();
    } catch (RuntimeException e) {
      fail(observer, e);
      return;
    }
    observer.onNext(made);
    observer.onCompleted();
  }

  private static void fail(StreamObserver<?> observer, Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    observer.onError(GrpcStatuses.toException(EngineFailures.translate(cause)));
  }
}
