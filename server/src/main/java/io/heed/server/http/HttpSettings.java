package io.heed.server.http;

import java.time.Duration;

/**
 * Limits of a port. Immutable.
 *
 * @param maxBodyBytes of a request, as it comes and unpacked
 * @param maxInitialLineBytes of the request line
 * @param maxHeaderBytes of all headers of a request
 * @param maxRequestsInFlight of a connection: pipelined ones, or streams of HTTP/2
 * @param requestTimeout within which a request is to arrive, from its first byte to its last
 * @param idleTimeout after which a connection is closed that does nothing, or whose client takes no
 *     answer
 * @param compressesAnswers for clients that accept it
 */
public record HttpSettings(
    int maxBodyBytes,
    int maxInitialLineBytes,
    int maxHeaderBytes,
    int maxRequestsInFlight,
    Duration requestTimeout,
    Duration idleTimeout,
    boolean compressesAnswers) {
  /** 64 MiB; 8 KiB; 16 KiB; 64 requests; 30 s; 75 s; compresses. */
  public static final HttpSettings DEFAULT =
      new HttpSettings(
          64 << 20, 8 << 10, 16 << 10, 64, Duration.ofSeconds(30), Duration.ofSeconds(75), true);

  /** Checks the numbers. */
  public HttpSettings {
    if (maxBodyBytes < 1
        || maxInitialLineBytes < 1
        || maxHeaderBytes < 1
        || maxRequestsInFlight < 1) {
      throw new IllegalArgumentException(
          "maxBodyBytes, maxInitialLineBytes, maxHeaderBytes, maxRequestsInFlight: "
              + maxBodyBytes
              + ", "
              + maxInitialLineBytes
              + ", "
              + maxHeaderBytes
              + ", "
              + maxRequestsInFlight
              + ", expected 1 or more");
    }
    if (requestTimeout.toMillis() < 1 || idleTimeout.toMillis() < 1) {
      throw new IllegalArgumentException(
          "requestTimeout, idleTimeout: "
              + requestTimeout
              + ", "
              + idleTimeout
              + ", expected a millisecond or more");
    }
  }

  /** The same with another limit of bodies. */
  public HttpSettings withMaxBodyBytes(int value) {
    return new HttpSettings(
        value,
        maxInitialLineBytes,
        maxHeaderBytes,
        maxRequestsInFlight,
        requestTimeout,
        idleTimeout,
        compressesAnswers);
  }

  /** The same with other times. */
  public HttpSettings withTimeouts(Duration request, Duration idle) {
    return new HttpSettings(
        maxBodyBytes,
        maxInitialLineBytes,
        maxHeaderBytes,
        maxRequestsInFlight,
        request,
        idle,
        compressesAnswers);
  }

  /** The same with another limit of requests in flight. */
  public HttpSettings withMaxRequestsInFlight(int value) {
    return new HttpSettings(
        maxBodyBytes,
        maxInitialLineBytes,
        maxHeaderBytes,
        value,
        requestTimeout,
        idleTimeout,
        compressesAnswers);
  }

  /** The same, compressing answers or not. */
  public HttpSettings withCompressedAnswers(boolean value) {
    return new HttpSettings(
        maxBodyBytes,
        maxInitialLineBytes,
        maxHeaderBytes,
        maxRequestsInFlight,
        requestTimeout,
        idleTimeout,
        value);
  }
}
