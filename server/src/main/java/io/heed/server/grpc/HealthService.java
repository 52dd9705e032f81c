package io.heed.server.grpc;

import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc.HealthImplBase;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.heed.server.inference.ServedModel;
import io.heed.server.proto.GRPCInferenceServiceGrpc;
import io.heed.server.repository.ModelRepository;
import io.heed.server.service.ModelService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * {@code grpc.health.v1}: without a service, and for that of inference, whether the server is
 * ready; for the name of a model, whether that is. Who watches hears of a change within {@value
 * #LOOK_MILLIS} ms. Thread-safe.
 */
final class HealthService extends HealthImplBase {
  static final int LOOK_MILLIS = 200;

  private final ModelService service;
  private final ModelRepository<ServedModel> repository;
  private final ScheduledExecutorService timer;

  /**
   * The health of a service.
   *
   * @param timer where watchers look
   */
  HealthService(ModelService service, ScheduledExecutorService timer) {
    this.service = service;
    this.repository = service.repository();
    this.timer = timer;
  }

  @Override
  public void check(HealthCheckRequest request, StreamObserver<HealthCheckResponse> observer) {
    ServingStatus status = status(request.getService());
    if (status == ServingStatus.SERVICE_UNKNOWN) {
      observer.onError(
          Status.NOT_FOUND
              .withDescription(
                  "service \""
                      + request.getService()
                      + "\": expected none, "
                      + GRPCInferenceServiceGrpc.SERVICE_NAME
                      + " or the name of a model")
              .asRuntimeException());
      return;
    }
    observer.onNext(response(status));
    observer.onCompleted();
  }

  @Override
  public void watch(HealthCheckRequest request, StreamObserver<HealthCheckResponse> observer) {
    Watch watch = new Watch(request.getService(), observer);
    watch.look();
    ScheduledFuture<?> looking =
        timer.scheduleWithFixedDelay(watch::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    ServerCallStreamObserver<HealthCheckResponse> call =
        (ServerCallStreamObserver<HealthCheckResponse>) observer;
    call.setOnCancelHandler(() -> looking.cancel(false));
    call.setOnCloseHandler(() -> looking.cancel(false));
  }

  private ServingStatus status(String name) {
    if (name.isEmpty() || name.equals(GRPCInferenceServiceGrpc.SERVICE_NAME)) {
      return serving(service.isReady());
    }
    if (repository.isReady(name, null)) {
      return ServingStatus.SERVING;
    }
    return repository.index().stream().anyMatch(entry -> entry.name().equals(name))
        ? ServingStatus.NOT_SERVING
        : ServingStatus.SERVICE_UNKNOWN;
  }

  private static ServingStatus serving(boolean ready) {
    return ready ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
  }

  private static HealthCheckResponse response(ServingStatus status) {
    return HealthCheckResponse.newBuilder().setStatus(status).build();
  }

  /** A client that wants to hear of changes; looks come one at a time. */
  private final class Watch {
    private final String name;
    private final StreamObserver<HealthCheckResponse> observer;
    private @Nullable ServingStatus told;

    Watch(String name, StreamObserver<HealthCheckResponse> observer) {
      this.name = name;
      this.observer = observer;
    }

    void look() {
      ServingStatus now = status(name);
      if (now != told) {
        told = now;
        observer.onNext(response(now));
      }
    }
  }
}
