package io.heed.server.grpc;

import io.grpc.BindableService;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.ProtoReflectionService;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.heed.server.access.AccessPolicy;
import io.heed.server.net.EventLoops;
import io.heed.server.service.ModelService;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the server says over gRPC, on one port: the Open Inference Protocol with Triton's
 * extensions, health ({@code grpc.health.v1}) and reflection. Calls run on the event loops, but for
 * those that load and unload models. Stateless.
 */
public final class GrpcServices {
  /** Cancelled calls of a connection that are taken for an attack (CVE-2023-44487). */
  private static final int MAX_RESETS = 20_000;

  private static final int MAX_RESETS_SECONDS = 10;

  private GrpcServices() {}

  /**
   * Opens a port.
   *
   * @param address where; port 0 takes any free one
   * @param heedVersion for the server's metadata
   * @param tls a context for {@code h2}; null for none
   * @throws io.heed.server.error.ServerException if the port cannot be had
   */
  public static GrpcListener open(
      EventLoops loops,
      InetSocketAddress address,
      ModelService service,
      AccessPolicy access,
      GrpcSettings settings,
      String heedVersion,
      @Nullable SslContext tls) {
    StopSignal stop = new StopSignal();
    List<ServerServiceDefinition> services = new ArrayList<>();
    services.add(new InferenceService(service, heedVersion, stop).bindService());
    services.add(stoppable(new HealthService(service, loops.serving()), stop));
    if (settings.reflection()) {
      services.add(stoppable(ProtoReflectionServiceV1.newInstance(), stop));
      services.add(stoppable(olderReflection(), stop));
    }
    return GrpcListener.open(
        loops,
        address,
        builder -> {
          limit(builder, settings);
          if (tls != null) {
            builder.sslContext(tls);
          }
          ServerInterceptor[] common = {
            new TraceInterceptor(), new AccessInterceptor(access), new AnswerCompression()
          };
          builder.directExecutor().fallbackHandlerRegistry(new AbsentCalls());
          for (ServerServiceDefinition each : services) {
            builder.addService(
                BrokenMessages.answered(ServerInterceptors.interceptForward(each, common)));
          }
        },
        stop::stop);
  }

  /** Version v1alpha, which many tools still ask for. */
  @SuppressWarnings("deprecation")
  private static BindableService olderReflection() {
    return ProtoReflectionService.newInstance();
  }

  private static ServerServiceDefinition stoppable(BindableService service, StopSignal stop) {
    return ServerInterceptors.intercept(service, new StoppableCalls(stop));
  }

  private static void limit(NettyServerBuilder builder, GrpcSettings settings) {
    builder
        .maxInboundMessageSize(settings.maxMessageBytes())
        .maxInboundMetadataSize(settings.maxMetadataBytes())
        .maxConcurrentCallsPerConnection(settings.maxConcurrentCallsPerConnection())
        .maxRstFramesPerWindow(MAX_RESETS, MAX_RESETS_SECONDS)
        .keepAliveTime(settings.keepAliveTime().toNanos(), TimeUnit.NANOSECONDS)
        .keepAliveTimeout(settings.keepAliveTimeout().toNanos(), TimeUnit.NANOSECONDS)
        .permitKeepAliveTime(settings.permitKeepAliveTime().toNanos(), TimeUnit.NANOSECONDS)
        .permitKeepAliveWithoutCalls(settings.permitKeepAliveWithoutCalls())
        .handshakeTimeout(settings.handshakeTimeout().toNanos(), TimeUnit.NANOSECONDS);
    settings
        .maxConnectionIdle()
        .ifPresent(time -> builder.maxConnectionIdle(time.toNanos(), TimeUnit.NANOSECONDS));
    settings
        .maxConnectionAge()
        .ifPresent(
            time ->
                builder
                    .maxConnectionAge(time.toNanos(), TimeUnit.NANOSECONDS)
                    .maxConnectionAgeGrace(
                        settings.maxConnectionAgeGrace().toNanos(), TimeUnit.NANOSECONDS));
  }
}
