package io.heed.server;

import java.net.InetSocketAddress;

/**
 * Where a server listens. Immutable.
 *
 * @param host name or address of the interface; 0.0.0.0 for all
 * @param http HTTP/1.1 and HTTP/2; 0 for any free port, {@link #OFF} for none, as for the others
 * @param grpc gRPC
 * @param metrics {@code GET /metrics} alone
 * @param binary the lean binary protocol
 */
public record Ports(String host, int http, int grpc, int metrics, int binary) {
  /** No port. */
  public static final int OFF = -1;

  /** Triton's ports on all interfaces, and 8003 for the lean binary protocol. */
  public static final Ports DEFAULT = new Ports("0.0.0.0", 8000, 8001, 8002, 8003);

  private static final int LAST = 65_535;

  /** Checks the numbers. */
  public Ports {
    for (int port : new int[] {http, grpc, metrics, binary}) {
      if (port < OFF || port > LAST) {
        throw new IllegalArgumentException("port: " + port + ", expected 0 to " + LAST);
      }
    }
  }

  /** Free ports of the loopback interface. */
  public static Ports anyOfLoopback() {
    return new Ports("127.0.0.1", 0, 0, 0, 0);
  }

  InetSocketAddress address(int port) {
    return new InetSocketAddress(host, port);
  }
}
