package io.heed.server.client;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Makes a {@link HeedClient}. Confined to one thread. */
public final class HeedClientBuilder {
  private static final int DEFAULT_CONNECTIONS = 2;
  private static final int DEFAULT_WAITING = 10_000;
  private static final int HIGHEST_PORT = 65_535;

  private final boolean binary;
  private final String host;
  private final int port;
  private final ClientTls tls = new ClientTls();
  private CallSettings defaults = CallSettings.DEFAULT;
  private String token = "";
  private int connections = DEFAULT_CONNECTIONS;
  private Duration connectTimeout = Duration.ofSeconds(10);
  private Duration keepAlive = Duration.ofSeconds(30);
  private int maxWaiting = DEFAULT_WAITING;
  private int retries;

  HeedClientBuilder(boolean binary, String host, int port) {
    require(!host.isBlank(), "host", host, "a name or an address");
    require(port > 0 && port <= HIGHEST_PORT, "port", port, "1 to 65535");
    this.binary = binary;
    this.host = host;
    this.port = port;
  }

  /** What requests ask that say nothing else; {@link CallSettings#DEFAULT} unless told. */
  public HeedClientBuilder defaults(CallSettings value) {
    defaults = value;
    return this;
  }

  /** The model that requests go to; without it, the server must have a single one. */
  public HeedClientBuilder model(String name) {
    defaults = defaults.withModel(name);
    return this;
  }

  /** The bearer token (RFC 6750). */
  public HeedClientBuilder token(String value) {
    require(!value.isBlank(), "token", "a blank one", "one");
    token = value.strip();
    return this;
  }

  /** TLS with a server that an authority of the JDK vouches for. */
  public HeedClientBuilder tls() {
    tls.enable();
    return this;
  }

  /**
   * TLS with a server that one of these authorities vouches for.
   *
   * @param pemFile certificates
   */
  public HeedClientBuilder trust(Path pemFile) {
    tls.trust(pemFile);
    return this;
  }

  /**
   * Mutual TLS.
   *
   * @param chainFile the client's certificate and those above it, PEM
   * @param keyFile its key, PKCS #8 as PEM
   */
  public HeedClientBuilder clientCertificate(Path chainFile, Path keyFile) {
    tls.certificate(chainFile, keyFile);
    return this;
  }

  /** How many connections take turns; 2 unless told. They are made when they are needed. */
  public HeedClientBuilder connections(int value) {
    require(value >= 1, "connections", value, "1 or more");
    connections = value;
    return this;
  }

  /** How long a connection may take to be made; 10 s unless told. */
  public HeedClientBuilder connectTimeout(Duration value) {
    require(value.toMillis() >= 1, "connectTimeout", value, "1 ms or more");
    connectTimeout = value;
    return this;
  }

  /**
   * How long a server that owes answers may be silent before it is asked for a sign of life, and
   * then again before the connection is given up; 30 s unless told. Of the binary protocol only.
   */
  public HeedClientBuilder keepAlive(Duration value) {
    require(value.toMillis() >= 1, "keepAlive", value, "1 ms or more");
    keepAlive = value;
    return this;
  }

  /**
   * How many requests may wait on each connection beyond what the server works on; more fail as
   * OVERLOADED. 10,000 unless told. Of the binary protocol only.
   */
  public HeedClientBuilder maxWaiting(int value) {
    require(value >= 1, "maxWaiting", value, "1 or more");
    maxWaiting = value;
    return this;
  }

  /**
   * How often a request is sent again that was certainly not accepted: no connection, an overloaded
   * server, one that is about to end. None unless told. It waits as long as the server says, and
   * never beyond the deadline. A request that was lost with its connection is never sent again.
   */
  public HeedClientBuilder retries(int value) {
    require(value >= 0, "retries", value, "0 or more");
    retries = value;
    return this;
  }

  /**
   * A client. Connects when the first request comes.
   *
   * @throws IllegalArgumentException if files of certificates cannot be read
   */
  public HeedClient build() {
    ConnectionSettings settings =
        new ConnectionSettings(
            host,
            port,
            tls.context(binary),
            token,
            connections,
            connectTimeout,
            keepAlive,
            maxWaiting);
    return new HeedClient(
        binary ? new BinaryTransport(settings) : new GrpcTransport(settings), defaults, retries);
  }

  private static void require(boolean good, String name, @Nullable Object found, String expected) {
    if (!good) {
      throw new IllegalArgumentException(name + ": " + found + ", expected " + expected);
    }
  }
}
