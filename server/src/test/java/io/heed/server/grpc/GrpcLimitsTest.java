package io.heed.server.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.heed.server.access.AccessPolicy;
import io.heed.server.grpc.AskedModel.Asked;
import io.heed.server.proto.GRPCInferenceServiceGrpc;
import io.heed.server.proto.ModelInferResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GrpcLimitsTest {

  @Test
  void message_tooLong_isRefusedAndTheNextOneServed() {
    try (GrpcPort port = open(GrpcSettings.DEFAULT.withMaxMessageBytes(1000))) {
      port.model().answerAtOnce();
      GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub client =
          GRPCInferenceServiceGrpc.newBlockingStub(port.client());
      assertEquals(
          Status.Code.RESOURCE_EXHAUSTED,
          failure(() -> client.modelInfer(GrpcPort.text("a".repeat(1000)))));
      // Few bytes on the wire are too many as well.
      assertEquals(
          Status.Code.RESOURCE_EXHAUSTED,
          failure(
              () -> client.withCompression("gzip").modelInfer(GrpcPort.text("a".repeat(100_000)))));
      assertEquals("news", client.modelInfer(GrpcPort.text("a".repeat(900))).getModelName());
    }
  }

  @Test
  void headers_tooLong_areRefusedAndTheNextCallIsServed() {
    try (GrpcPort port = open(GrpcSettings.DEFAULT)) {
      port.model().answerAtOnce();
      ManagedChannel channel = port.client();
      Metadata metadata = new Metadata();
      metadata.put(
          Metadata.Key.of("x-long", Metadata.ASCII_STRING_MARSHALLER), "a".repeat(17 << 10));
      failure(
          () ->
              GRPCInferenceServiceGrpc.newBlockingStub(
                      ClientInterceptors.intercept(
                          channel, MetadataUtils.newAttachHeadersInterceptor(metadata)))
                  .modelInfer(GrpcPort.text("oil")));
      assertEquals(
          "news",
          GRPCInferenceServiceGrpc.newBlockingStub(channel)
              .modelInfer(GrpcPort.text("oil"))
              .getModelName());
    }
  }

  /** The client keeps the second call back until the first one has ended. */
  @Test
  void calls_moreThanAConnectionMayHave_waitInTheClient() throws Exception {
    try (GrpcPort port = open(GrpcSettings.DEFAULT.withMaxConcurrentCallsPerConnection(1))) {
      ManagedChannel channel = port.client();
      GRPCInferenceServiceGrpc.GRPCInferenceServiceFutureStub client =
          GRPCInferenceServiceGrpc.newFutureStub(channel);
      Future<ModelInferResponse> first = client.modelInfer(GrpcPort.text("1"));
      Asked one = port.model().next();
      Future<ModelInferResponse> second = client.modelInfer(GrpcPort.text("2"));
      assertEquals(1, port.service().inFlight());
      one.answer("a");
      first.get(20, TimeUnit.SECONDS);
      port.model().next().answer("b");
      second.get(20, TimeUnit.SECONDS);
    }
  }

  /** The client is told to leave while a call is at work; that one is answered all the same. */
  @Test
  void connection_ofItsAge_endsAfterItsCalls() throws Exception {
    try (GrpcPort port =
        open(
            GrpcSettings.DEFAULT.withMaxConnectionAge(
                Duration.ofMillis(300), Duration.ofSeconds(20)))) {
      ManagedChannel channel = port.client();
      GRPCInferenceServiceGrpc.GRPCInferenceServiceFutureStub client =
          GRPCInferenceServiceGrpc.newFutureStub(channel);
      Future<ModelInferResponse> early = client.modelInfer(GrpcPort.text("1"));
      Asked atWork = port.model().next();
      CountDownLatch told = new CountDownLatch(1);
      channel.notifyWhenStateChanged(ConnectivityState.READY, told::countDown);
      assertTrue(told.await(20, TimeUnit.SECONDS));
      port.model().answerAtOnce();
      Future<ModelInferResponse> late = client.modelInfer(GrpcPort.text("2"));
      late.get(20, TimeUnit.SECONDS);
      assertEquals(2, port.frontEnd().loops().connections());
      atWork.answer("a");
      early.get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void pings_tooMany_endTheConnection() throws IOException {
    try (GrpcPort port = open(GrpcSettings.DEFAULT);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port.listener().port())) {
      socket.setSoTimeout(20_000);
      Http2Bytes bytes = Http2Bytes.connection();
      for (int i = 0; i < 10; i++) {
        bytes.frame(Http2Bytes.PING, 0, 0, new byte[8]);
      }
      socket.getOutputStream().write(bytes.toByteArray());
      int enhanceYourCalm = 0xb;
      assertEquals(enhanceYourCalm, Http2Bytes.goAway(socket.getInputStream().readAllBytes()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"v1", "v1alpha"})
  void reflection_inBothVersions_isThereUnlessSwitchedOff(String version) {
    try (GrpcPort port = open(GrpcSettings.DEFAULT)) {
      ServerReflectionResponse answer = services(port.client(), version);
      assertTrue(
          answer.getListServicesResponse().getServiceList().stream()
              .anyMatch(service -> service.getName().equals("inference.GRPCInferenceService")),
          answer::toString);
    }
    try (GrpcPort port = open(GrpcSettings.DEFAULT.withReflection(false))) {
      assertEquals(Status.Code.UNIMPLEMENTED, failure(() -> services(port.client(), version)));
    }
  }

  /** The messages of both versions are the same on the wire. */
  private static ServerReflectionResponse services(ManagedChannel channel, String version) {
    MethodDescriptor<ServerReflectionRequest, ServerReflectionResponse> method =
        ServerReflectionGrpc.getServerReflectionInfoMethod().toBuilder()
            .setFullMethodName(
                "grpc.reflection." + version + ".ServerReflection/ServerReflectionInfo")
            .build();
    return ClientCalls.blockingServerStreamingCall(
            channel,
            method,
            CallOptions.DEFAULT,
            ServerReflectionRequest.newBuilder().setListServices("").build())
        .next();
  }

  private static Status.Code failure(Runnable call) {
    return assertThrows(StatusRuntimeException.class, call::run).getStatus().getCode();
  }

  private static GrpcPort open(GrpcSettings settings) {
    return new GrpcPort(AccessPolicy.OPEN, settings, null);
  }
}
