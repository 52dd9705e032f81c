package io.heed.server.grpc;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.health.v1.HealthGrpc;
import io.heed.server.access.AccessPolicy;
import io.heed.server.access.Right;
import io.heed.server.error.ServerException;
import io.heed.server.proto.GRPCInferenceServiceGrpc;
import java.util.Set;

/**
 * Asks for bearer tokens in the metadata {@code authorization}. Whether the server is ready, and
 * the health, everybody may ask; loading and unloading is administration, all the rest inference.
 * Thread-safe.
 */
final class AccessInterceptor implements ServerInterceptor {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private static final Set<String> OPEN =
      Set.of(
          GRPCInferenceServiceGrpc.getServerLiveMethod().getFullMethodName(),
          GRPCInferenceServiceGrpc.getServerReadyMethod().getFullMethodName(),
          HealthGrpc.getCheckMethod().getFullMethodName(),
          HealthGrpc.getWatchMethod().getFullMethodName());
  private static final Set<String> ADMINISTRATION =
      Set.of(
          GRPCInferenceServiceGrpc.getRepositoryModelLoadMethod().getFullMethodName(),
          GRPCInferenceServiceGrpc.getRepositoryModelUnloadMethod().getFullMethodName());

  private final AccessPolicy policy;

  AccessInterceptor(AccessPolicy policy) {
    this.policy = policy;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    try {
      require(call.getMethodDescriptor(), headers);
    } catch (ServerException e) {
      call.close(GrpcStatuses.status(e), GrpcStatuses.trailers(e));
      return new ServerCall.Listener<>() {};
    }
    return next.startCall(call, headers);
  }

  private void require(MethodDescriptor<?, ?> method, Metadata headers) {
    String name = method.getFullMethodName();
    if (!OPEN.contains(name)) {
      policy.require(
          ADMINISTRATION.contains(name) ? Right.ADMINISTRATION : Right.INFERENCE,
          headers.get(AUTHORIZATION));
    }
  }
}
