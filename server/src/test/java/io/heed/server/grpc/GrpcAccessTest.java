package io.heed.server.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.MessageLite;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.heed.server.access.AccessPolicy;
import io.heed.server.proto.GRPCInferenceServiceGrpc;
import io.heed.server.proto.ModelReadyRequest;
import io.heed.server.proto.RepositoryIndexRequest;
import io.heed.server.proto.RepositoryModelLoadRequest;
import io.heed.server.proto.RepositoryModelUnloadRequest;
import io.heed.server.proto.ServerLiveRequest;
import io.heed.server.proto.ServerMetadataRequest;
import io.heed.server.proto.ServerReadyRequest;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which calls need which bearer token. */
class GrpcAccessTest {
  private final GrpcPort port =
      new GrpcPort(
          AccessPolicy.of(List.of("reader"), List.of("chief")), GrpcSettings.DEFAULT, null);

  @AfterEach
  void close() {
    port.close();
  }

  @Test
  void readiness_everybody_mayAsk() {
    Channel nobody = client(null);
    assertEquals(
        Status.Code.OK,
        call(
            nobody,
            GRPCInferenceServiceGrpc.getServerLiveMethod(),
            ServerLiveRequest.getDefaultInstance()));
    assertEquals(
        Status.Code.OK,
        call(
            nobody,
            GRPCInferenceServiceGrpc.getServerReadyMethod(),
            ServerReadyRequest.getDefaultInstance()));
    assertEquals(
        Status.Code.OK,
        call(nobody, HealthGrpc.getCheckMethod(), HealthCheckRequest.getDefaultInstance()));
  }

  @Test
  void inference_needsOneOfBothTokens() {
    port.model().answerAtOnce();
    for (Channel known : List.of(client("reader"), client("chief"))) {
      assertEquals(Status.Code.OK, infer(known));
      assertEquals(Status.Code.OK, metadata(known));
      assertEquals(Status.Code.OK, modelReady(known));
      assertEquals(Status.Code.OK, index(known));
      assertEquals(Status.Code.OK, reflection(known));
    }
    for (Channel unknown : List.of(client(null), client("guess"))) {
      assertEquals(Status.Code.UNAUTHENTICATED, infer(unknown));
      assertEquals(Status.Code.UNAUTHENTICATED, metadata(unknown));
      assertEquals(Status.Code.UNAUTHENTICATED, modelReady(unknown));
      assertEquals(Status.Code.UNAUTHENTICATED, index(unknown));
      assertEquals(Status.Code.UNAUTHENTICATED, reflection(unknown));
    }
  }

  @Test
  void administration_needsItsToken() {
    assertEquals(Status.Code.UNAUTHENTICATED, load(client(null)));
    assertEquals(Status.Code.UNAUTHENTICATED, unload(client(null)));
    assertEquals(Status.Code.PERMISSION_DENIED, load(client("reader")));
    assertEquals(Status.Code.PERMISSION_DENIED, unload(client("reader")));
    assertEquals(Status.Code.OK, unload(client("chief")));
    assertEquals(Status.Code.OK, load(client("chief")));
  }

  @Test
  void refusal_saysWhatWasExpected() {
    StatusRuntimeException failure =
        assertThrows(
            StatusRuntimeException.class,
            () ->
                GRPCInferenceServiceGrpc.newBlockingStub(client(null))
                    .modelInfer(GrpcPort.text("oil")));
    assertEquals(
        "found no bearer token, expected 'authorization: Bearer …'",
        failure.getStatus().getDescription());
  }

  private Channel client(@Nullable String token) {
    Metadata metadata = new Metadata();
    if (token != null) {
      metadata.put(
          Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
    }
    return ClientInterceptors.intercept(
        port.client(), MetadataUtils.newAttachHeadersInterceptor(metadata));
  }

  private static Status.Code infer(Channel channel) {
    return call(channel, GRPCInferenceServiceGrpc.getModelInferMethod(), GrpcPort.text("oil"));
  }

  private static Status.Code metadata(Channel channel) {
    return call(
        channel,
        GRPCInferenceServiceGrpc.getServerMetadataMethod(),
        ServerMetadataRequest.getDefaultInstance());
  }

  private static Status.Code modelReady(Channel channel) {
    return call(
        channel,
        GRPCInferenceServiceGrpc.getModelReadyMethod(),
        ModelReadyRequest.newBuilder().setName("news").build());
  }

  private static Status.Code index(Channel channel) {
    return call(
        channel,
        GRPCInferenceServiceGrpc.getRepositoryIndexMethod(),
        RepositoryIndexRequest.getDefaultInstance());
  }

  private static Status.Code load(Channel channel) {
    return call(
        channel,
        GRPCInferenceServiceGrpc.getRepositoryModelLoadMethod(),
        RepositoryModelLoadRequest.newBuilder().setModelName("news").build());
  }

  private static Status.Code unload(Channel channel) {
    return call(
        channel,
        GRPCInferenceServiceGrpc.getRepositoryModelUnloadMethod(),
        RepositoryModelUnloadRequest.newBuilder().setModelName("news").build());
  }

  private static Status.Code reflection(Channel channel) {
    return call(
        channel,
        ServerReflectionGrpc.getServerReflectionInfoMethod(),
        ServerReflectionRequest.newBuilder().setListServices("").build());
  }

  private static <Q extends MessageLite, A extends MessageLite> Status.Code call(
      Channel channel, MethodDescriptor<Q, A> method, Q request) {
    try {
      Iterator<A> answers = // does for unary calls too
          ClientCalls.blockingServerStreamingCall(channel, method, CallOptions.DEFAULT, request);
      answers.next();
      return Status.Code.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode();
    }
  }
}
