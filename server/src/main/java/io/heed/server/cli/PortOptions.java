package io.heed.server.cli;

import io.heed.server.Ports;
import picocli.CommandLine.Option;

/** Where a server listens. Filled by picocli. */
final class PortOptions {
  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = "0.0.0.0",
      description = "The interface to listen on. Default: ${DEFAULT-VALUE}, all.")
  private String host = "0.0.0.0";

  @Option(
      names = "--http-port",
      paramLabel = "PORT",
      defaultValue = "8000",
      converter = PortNumber.class,
      description =
          "HTTP/1.1 and HTTP/2; 0 for any free port, off for none, as for the others. Default:"
              + " ${DEFAULT-VALUE}.")
  private int http;

  @Option(
      names = "--grpc-port",
      paramLabel = "PORT",
      defaultValue = "8001",
      converter = PortNumber.class,
      description = "gRPC. Default: ${DEFAULT-VALUE}.")
  private int grpc;

  @Option(
      names = "--metrics-port",
      paramLabel = "PORT",
      defaultValue = "8002",
      converter = PortNumber.class,
      description =
          "GET /metrics for Prometheus, in the clear and without tokens. Default: ${DEFAULT-VALUE}.")
  private int metrics;

  @Option(
      names = "--binary-port",
      paramLabel = "PORT",
      defaultValue = "8003",
      converter = PortNumber.class,
      description = "The lean binary protocol. Default: ${DEFAULT-VALUE}.")
  private int binary;

  Ports ports() {
    return new Ports(host, http, grpc, metrics, binary);
  }
}
