package io.heed.server.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.heed.engine.error.EngineException;
import io.heed.server.grpc.AskedModel.Asked;
import io.heed.server.proto.GRPCInferenceServiceGrpc;
import io.heed.server.proto.ModelInferResponse;
import io.heed.server.proto.ModelStatistics;
import io.heed.server.proto.ModelStatisticsRequest;
import io.heed.server.proto.RepositoryModelLoadRequest;
import io.heed.server.proto.RepositoryModelLoadResponse;
import io.heed.server.proto.RepositoryModelUnloadRequest;
import io.heed.server.proto.ServerLiveRequest;
import io.heed.server.service.AccessLog;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of calls over a loopback connection, with a model whose answers the test gives. */
class GrpcServicesTest {
  private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  private final GrpcPort port = GrpcPort.open();
  private final ManagedChannel channel = port.client();

  @AfterEach
  void close() {
    port.close();
  }

  @Test
  void modelInfer_shortText_comesToTheModelOnTheEventLoop() throws Exception {
    Future<ModelInferResponse> call = infer("oil");
    Asked asked = port.model().next();
    assertTrue(asked.thread().startsWith("heed-io"), asked.thread());
    asked.answer("Business");
    assertEquals("label", call.get(20, TimeUnit.SECONDS).getOutputs(0).getName());
  }

  /** There is one event loop, which a load would block if it ran there. */
  @Test
  void repositoryModelLoad_thatTakesLong_stallsNoOtherCall() throws Exception {
    GRPCInferenceServiceGrpc.newBlockingStub(channel)
        .repositoryModelUnload(
            RepositoryModelUnloadRequest.newBuilder().setModelName("news").build());
    port.holdLoads();
    Future<RepositoryModelLoadResponse> load =
        GRPCInferenceServiceGrpc.newFutureStub(channel)
            .repositoryModelLoad(
                RepositoryModelLoadRequest.newBuilder().setModelName("news").build());
    assertTrue(
        GRPCInferenceServiceGrpc.newBlockingStub(channel)
            .serverLive(ServerLiveRequest.getDefaultInstance())
            .getLive());
    port.releaseLoads();
    load.get(20, TimeUnit.SECONDS);
    port.model().answerAtOnce();
    assertEquals("news", infer("oil").get(20, TimeUnit.SECONDS).getModelName());
  }

  @Test
  void modelInfer_cancelledByTheClient_isCancelledInTheModel() throws Exception {
    Future<ModelInferResponse> call = infer("oil");
    Asked asked = port.model().next();
    call.cancel(true);
    assertTrue(isCancelled(asked));
    assertEquals(io.heed.server.error.Status.CANCELLED, statusOf(port.ended()));
  }

  @Test
  void modelInfer_connectionLost_isCancelledInTheModel() throws Exception {
    Future<ModelInferResponse> unused = infer("oil");
    Asked asked = port.model().next();
    channel.shutdownNow();
    assertTrue(isCancelled(asked));
  }

  @Test
  void modelInfer_deadlineOfTheCall_isTheRequests() throws Exception {
    Future<ModelInferResponse> call =
        GRPCInferenceServiceGrpc.newFutureStub(channel)
            .withDeadlineAfter(1, TimeUnit.HOURS)
            .modelInfer(GrpcPort.text("oil"));
    Asked asked = port.model().next();
    Duration deadline = asked.request().options().deadline().orElseThrow();
    assertTrue(deadline.compareTo(Duration.ofHours(1)) <= 0, deadline::toString);
    assertTrue(deadline.compareTo(Duration.ofMinutes(58)) > 0, deadline::toString);
    asked.answer("Business");
    call.get(20, TimeUnit.SECONDS);
  }

  @Test
  void modelInfer_overloaded_isUnavailableAndSaysWhenToTryAgain() throws Exception {
    Future<ModelInferResponse> call = infer("oil");
    port.model()
        .next()
        .answer()
        .completeExceptionally(new EngineException(EngineException.Kind.OVERLOADED, "full"));
    ExecutionException failure =
        assertThrows(ExecutionException.class, () -> call.get(20, TimeUnit.SECONDS));
    Status status = Status.fromThrowable(failure);
    assertEquals(Status.Code.UNAVAILABLE, status.getCode());
    assertEquals("full", status.getDescription());
    Metadata trailers = Objects.requireNonNull(Status.trailersFromThrowable(failure));
    assertEquals("1000", trailers.get(GrpcStatuses.RETRY_PUSHBACK));
  }

  @Test
  void traceparent_ofACall_isLoggedAndSentBack() throws Exception {
    port.model().answerAtOnce();
    AtomicReference<Metadata> headers = new AtomicReference<>();
    AtomicReference<Metadata> trailers = new AtomicReference<>();
    Channel traced =
        ClientInterceptors.intercept(
            channel,
            MetadataUtils.newAttachHeadersInterceptor(trace(TRACE)),
            MetadataUtils.newCaptureMetadataInterceptor(headers, trailers));
    GRPCInferenceServiceGrpc.newBlockingStub(traced).modelInfer(GrpcPort.text("oil"));
    assertEquals(TRACE, traceOf(headers));
    assertEquals(TRACE, Objects.requireNonNull(port.ended()).call().trace());
    assertThrows(
        StatusRuntimeException.class,
        () ->
            GRPCInferenceServiceGrpc.newBlockingStub(traced)
                .modelInfer(GrpcPort.text("oil").toBuilder().setModelName("none").build()));
    assertEquals(TRACE, traceOf(trailers));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "00-xyz", "{\"a\":1}"})
  void traceparent_thatIsNone_isIgnored(String value) throws Exception {
    port.model().answerAtOnce();
    Channel traced =
        ClientInterceptors.intercept(
            channel, MetadataUtils.newAttachHeadersInterceptor(trace(value)));
    GRPCInferenceServiceGrpc.newBlockingStub(traced).modelInfer(GrpcPort.text("oil"));
    assertEquals("", Objects.requireNonNull(port.ended()).call().trace());
  }

  /** Who sends gzip gets it, if there is enough to compress; nobody else does. */
  @ParameterizedTest
  @CsvSource({"gzip, 4000, true", "gzip, 40, false", "identity, 4000, false"})
  void answer_ofAClientThatCompresses_isCompressed(
      String encoding, int characters, boolean compressed) throws Exception {
    port.model().answerAtOnce();
    MessageSizes sizes = new MessageSizes();
    ModelInferResponse answer =
        GRPCInferenceServiceGrpc.newBlockingStub(ClientInterceptors.intercept(channel, sizes))
            .withCompression(encoding)
            .modelInfer(GrpcPort.text("a".repeat(characters)));
    assertEquals(4 + characters, answer.getRawOutputContents(0).size());
    assertEquals(compressed, sizes.lastAnswer() < answer.getSerializedSize());
  }

  @Test
  void modelStatistics_afterCalls_hasTheirCounts() {
    port.model().answerAtOnce();
    GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub client =
        GRPCInferenceServiceGrpc.newBlockingStub(channel);
    client.modelInfer(GrpcPort.text("oil"));
    client.modelInfer(GrpcPort.text("oil"));
    for (String name : new String[] {"", "news"}) {
      ModelStatistics found =
          client
              .modelStatistics(ModelStatisticsRequest.newBuilder().setName(name).build())
              .getModelStats(0);
      assertEquals("news", found.getName());
      assertEquals("1", found.getVersion());
      assertEquals(2, found.getInferenceCount());
      assertEquals(2, found.getExecutionCount());
      assertTrue(found.getLastInference() > 0);
      assertEquals(2, found.getInferenceStats().getSuccess().getCount());
      assertEquals(0, found.getInferenceStats().getFail().getCount());
      assertEquals(20_000, found.getInferenceStats().getComputeInput().getNs());
      assertEquals(40_000, found.getInferenceStats().getQueue().getNs());
      assertEquals(60_000, found.getInferenceStats().getComputeInfer().getNs());
      assertEquals(1, found.getBatchStatsCount());
      assertEquals(1, found.getBatchStats(0).getBatchSize());
      assertEquals(2, found.getBatchStats(0).getComputeInfer().getCount());
      assertEquals(60_000, found.getBatchStats(0).getComputeInfer().getNs());
    }
    StatusRuntimeException unknown =
        assertThrows(
            StatusRuntimeException.class,
            () ->
                client.modelStatistics(
                    ModelStatisticsRequest.newBuilder().setName("none").build()));
    assertEquals(Status.Code.NOT_FOUND, unknown.getStatus().getCode());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "inference.GRPCInferenceService/SystemSharedMemoryStatus|; tensors travel in the messages",
        "inference.GRPCInferenceService/CudaSharedMemoryRegister|; tensors travel in the messages",
        "inference.GRPCInferenceService/TraceSetting|; the trace of a call is its metadata"
            + " traceparent",
        "inference.GRPCInferenceService/LogSettings|; the log is set when the server starts",
        "other.Service/Call|''"
      })
  void absentCall_isUnimplementedAndNamed(String name, String reason) {
    StatusRuntimeException failure =
        assertThrows(
            StatusRuntimeException.class,
            () ->
                ClientCalls.blockingUnaryCall(
                    channel,
                    GRPCInferenceServiceGrpc.getServerLiveMethod().toBuilder()
                        .setFullMethodName(name)
                        .build(),
                    CallOptions.DEFAULT,
                    ServerLiveRequest.getDefaultInstance()));
    assertEquals(Status.Code.UNIMPLEMENTED, failure.getStatus().getCode());
    assertEquals(
        "call " + name + ": not served here" + reason, failure.getStatus().getDescription());
  }

  /** Field 5, an input, of 200 bytes that are not there; a tag without its end. */
  @ParameterizedTest
  @CsvSource({
    "ModelInfer, 2ac80101",
    "ModelInfer, ff",
    "ModelStreamInfer, 2ac80101",
    "ServerLive, ff"
  })
  void message_thatIsNone_isInvalidAndTheNextOneIsServed(String name, String hex) throws Exception {
    port.model().answerAtOnce();
    StatusRuntimeException failure =
        assertThrows(
            StatusRuntimeException.class,
            () ->
                ClientCalls.blockingServerStreamingCall(
                        channel,
                        RawBytes.method(GRPCInferenceServiceGrpc.SERVICE_NAME + "/" + name),
                        CallOptions.DEFAULT,
                        HexFormat.of().parseHex(hex))
                    .hasNext());
    assertEquals(Status.Code.INVALID_ARGUMENT, failure.getStatus().getCode());
    assertEquals("news", infer("oil").get(20, TimeUnit.SECONDS).getModelName());
  }

  private Future<ModelInferResponse> infer(String text) {
    return GRPCInferenceServiceGrpc.newFutureStub(channel).modelInfer(GrpcPort.text(text));
  }

  private static Metadata trace(String value) {
    Metadata metadata = new Metadata();
    metadata.put(TraceInterceptor.TRACEPARENT, value);
    return metadata;
  }

  private static @Nullable String traceOf(AtomicReference<Metadata> metadata) {
    return Objects.requireNonNull(metadata.get()).get(TraceInterceptor.TRACEPARENT);
  }

  private static boolean isCancelled(Asked asked) throws Exception {
    CompletableFuture<Boolean> ended = new CompletableFuture<>();
    CompletableFuture<?> unused =
        asked.answer().whenComplete((answer, failure) -> ended.complete(failure != null));
    return ended.get(20, TimeUnit.SECONDS) && asked.answer().isCancelled();
  }

  private static io.heed.server.error.Status statusOf(AccessLog.@Nullable Entry entry) {
    return Objects.requireNonNull(Objects.requireNonNull(entry).failure()).status();
  }
}
