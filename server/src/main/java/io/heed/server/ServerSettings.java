package io.heed.server;

import io.heed.server.access.AccessPolicy;
import io.heed.server.binary.BinarySettings;
import io.heed.server.grpc.GrpcSettings;
import io.heed.server.http.HttpSettings;
import io.heed.server.net.TlsFiles;
import io.heed.server.service.AccessLog;
import io.heed.server.service.ServiceLimits;
import java.time.Duration;
import java.util.Optional;

/**
 * All that a server can be told. Immutable.
 *
 * @param ports where it listens
 * @param models which models it has
 * @param limits what a request may bring
 * @param http of the port for HTTP
 * @param grpc of the port for gRPC
 * @param binary of the port for the lean binary protocol
 * @param access who may do what
 * @param tls the certificate of all ports but that of metrics; without it they speak in the clear
 * @param tlsReload how often to look for another certificate
 * @param accessLog is told of every call
 * @param ioThreads event loops
 * @param maxConnections over all ports
 * @param drain how long requests at work may take when the server closes
 */
public record ServerSettings(
    Ports ports,
    ModelSettings models,
    ServiceLimits limits,
    HttpSettings http,
    GrpcSettings grpc,
    BinarySettings binary,
    AccessPolicy access,
    Optional<TlsFiles> tls,
    Duration tlsReload,
    AccessLog accessLog,
    int ioThreads,
    int maxConnections,
    Duration drain) {
  private static final int MOST_IO_THREADS = 4;

  /** All defaults, everybody may do everything but load and unload. */
  public static final ServerSettings DEFAULT =
      new ServerSettings(
          Ports.DEFAULT,
          ModelSettings.DEFAULT,
          ServiceLimits.DEFAULT,
          HttpSettings.DEFAULT,
          GrpcSettings.DEFAULT,
          BinarySettings.DEFAULT,
          AccessPolicy.OPEN,
          Optional.empty(),
          Duration.ofSeconds(30),
          AccessLog.NONE,
          defaultIoThreads(),
          4096,
          Duration.ofSeconds(30));

  /** One for each processor, up to 4: they only move bytes. */
  public static int defaultIoThreads() {
    return Math.min(MOST_IO_THREADS, Runtime.getRuntime().availableProcessors());
  }

  /** The same at other ports. */
  public ServerSettings withPorts(Ports other) {
    return new ServerSettings(
        other,
        models,
        limits,
        http,
        grpc,
        binary,
        access,
        tls,
        tlsReload,
        accessLog,
        ioThreads,
        maxConnections,
        drain);
  }

  /** The same with other models. */
  public ServerSettings withModels(ModelSettings other) {
    return new ServerSettings(
        ports,
        other,
        limits,
        http,
        grpc,
        binary,
        access,
        tls,
        tlsReload,
        accessLog,
        ioThreads,
        maxConnections,
        drain);
  }

  /** The same with another log. */
  public ServerSettings withAccessLog(AccessLog other) {
    return new ServerSettings(
        ports,
        models,
        limits,
        http,
        grpc,
        binary,
        access,
        tls,
        tlsReload,
        other,
        ioThreads,
        maxConnections,
        drain);
  }

  /** The same with another time to drain. */
  public ServerSettings withDrain(Duration other) {
    return new ServerSettings(
        ports,
        models,
        limits,
        http,
        grpc,
        binary,
        access,
        tls,
        tlsReload,
        accessLog,
        ioThreads,
        maxConnections,
        other);
  }
}
