package io.heed.server.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import io.heed.server.error.ServerException;
import io.heed.server.net.EventLoops;
import io.heed.server.net.FrontEnd;
import io.heed.server.proto.GRPCInferenceServiceGrpc;
import io.heed.server.proto.GRPCInferenceServiceGrpc.GRPCInferenceServiceImplBase;
import io.heed.server.proto.ServerLiveRequest;
import io.heed.server.proto.ServerLiveResponse;
import io.heed.server.proto.ServerReadyRequest;
import io.heed.server.proto.ServerReadyResponse;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GrpcListenerTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final int MOST_CALLS = 100_000;

  private final FrontEnd frontEnd = new FrontEnd(EventLoops.create(1));
  private final HalfReadyService service = new HalfReadyService();
  private GrpcListener listener;
  private ManagedChannel channel;

  @BeforeEach
  void open() {
    listener = listen(0);
    frontEnd.add(listener);
    channel = NettyChannelBuilder.forAddress("127.0.0.1", listener.port()).usePlaintext().build();
  }

  @AfterEach
  void close() throws InterruptedException {
    channel.shutdownNow();
    frontEnd.close(LONG);
    assertTrue(channel.awaitTermination(20, TimeUnit.SECONDS));
  }

  private GrpcListener listen(int port) {
    return GrpcListener.open(
        frontEnd.loops(),
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
        builder ->
            builder
                .directExecutor()
                .addService(service)
                .addService(ProtoReflectionServiceV1.newInstance()),
        () -> {});
  }

  @Test
  void serverLive_overALoopbackConnection_isTrue() {
    assertTrue(
        GRPCInferenceServiceGrpc.newBlockingStub(channel)
            .serverLive(ServerLiveRequest.getDefaultInstance())
            .getLive());
  }

  @Test
  void reflection_listOfServices_hasTheProtocols() throws Exception {
    CompletableFuture<ServerReflectionResponse> answer = new CompletableFuture<>();
    StreamObserver<ServerReflectionRequest> requests =
        ServerReflectionGrpc.newStub(channel)
            .serverReflectionInfo(
                new StreamObserver<>() {
                  @Override
                  public void onNext(ServerReflectionResponse value) {
                    answer.complete(value);
                  }

                  @Override
                  public void onError(Throwable failure) {
                    answer.completeExceptionally(failure);
                  }

                  @Override
                  public void onCompleted() {}
                });
    requests.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());

    assertTrue(
        answer.get(20, TimeUnit.SECONDS).getListServicesResponse().getServiceList().stream()
            .anyMatch(s -> s.getName().equals("inference.GRPCInferenceService")));
    requests.onCompleted();
  }

  @Test
  void open_portInUse_namesThePortAndWhoHasIt() {
    ServerException failure = assertThrows(ServerException.class, () -> listen(listener.port()));

    String start = "gRPC port " + listener.port() + " of localhost is in use by ";
    assertTrue(failure.getMessage().startsWith(start), failure.getMessage());
    if (Files.isReadable(Path.of("/proc/net/tcp"))) {
      String me = start + "process " + ProcessHandle.current().pid() + " (";
      assertTrue(failure.getMessage().startsWith(me), failure.getMessage());
    }
  }

  @Test
  void close_callAtWork_isAnsweredFirst() throws Exception {
    Future<ServerReadyResponse> early =
        GRPCInferenceServiceGrpc.newFutureStub(channel)
            .serverReady(ServerReadyRequest.getDefaultInstance());
    StreamObserver<ServerReadyResponse> atWork = service.waiting.poll(20, TimeUnit.SECONDS);

    listener.stop();
    // Calls that are under way when the client hears of the end are still answered.
    StatusRuntimeException refused =
        assertThrows(
            StatusRuntimeException.class,
            () -> {
              for (int call = 0; call < MOST_CALLS; call++) {
                GRPCInferenceServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(20, TimeUnit.SECONDS)
                    .serverLive(ServerLiveRequest.getDefaultInstance());
              }
            });
    atWork.onNext(ServerReadyResponse.newBuilder().setReady(true).build());
    atWork.onCompleted();

    assertEquals(Status.Code.UNAVAILABLE, refused.getStatus().getCode());
    assertTrue(early.get(20, TimeUnit.SECONDS).getReady());
    assertTrue(frontEnd.close(LONG));
  }

  @Test
  void close_callThatNeverEnds_isBrokenOffAtTheEndOfTheTime() throws Exception {
    Future<ServerReadyResponse> call =
        GRPCInferenceServiceGrpc.newFutureStub(channel)
            .serverReady(ServerReadyRequest.getDefaultInstance());
    service.waiting.poll(20, TimeUnit.SECONDS);

    assertFalse(frontEnd.close(Duration.ofMillis(20)));

    ExecutionException failure =
        assertThrows(ExecutionException.class, () -> call.get(20, TimeUnit.SECONDS));
    // The one if the stream's reset comes first, the other if the connection's end does.
    Status.Code code = Status.fromThrowable(failure).getCode();
    assertTrue(Set.of(Status.Code.CANCELLED, Status.Code.UNAVAILABLE).contains(code), code::name);
  }

  /** Alive at once; ready when the test says so. */
  private static final class HalfReadyService extends GRPCInferenceServiceImplBase {
    private final LinkedBlockingQueue<StreamObserver<ServerReadyResponse>> waiting =
        new LinkedBlockingQueue<>();

    @Override
    public void serverLive(
        ServerLiveRequest request, StreamObserver<ServerLiveResponse> responses) {
      responses.onNext(ServerLiveResponse.newBuilder().setLive(true).build());
      responses.onCompleted();
    }

    @Override
    public void serverReady(
        ServerReadyRequest request, StreamObserver<ServerReadyResponse> responses) {
      waiting.add(responses);
    }
  }
}
