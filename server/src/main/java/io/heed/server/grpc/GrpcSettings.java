package io.heed.server.grpc;

import java.time.Duration;
import java.util.Optional;

/**
 * The limits of a port that speaks gRPC. Immutable.
 *
 * @param maxMessageBytes of a request, after decompression
 * @param maxMetadataBytes of a call's headers
 * @param maxConcurrentCallsPerConnection calls of a connection at the same time; a client keeps
 *     more to itself
 * @param keepAliveTime after so long without a word from the client it is pinged
 * @param keepAliveTimeout how long it may take to answer that
 * @param permitKeepAliveTime how often clients may ping; who does more often is disconnected
 * @param permitKeepAliveWithoutCalls whether they may while they have no calls
 * @param handshakeTimeout until when a new connection must have agreed on TLS and HTTP/2
 * @param maxConnectionIdle after so long without calls a connection is ended; empty for never
 * @param maxConnectionAge after so long a connection takes no new calls, so that clients connect
 *     anew and a balancer can send them elsewhere; empty for never
 * @param maxConnectionAgeGrace how long its calls at work may take then
 * @param reflection whether clients may ask which calls there are
 */
public record GrpcSettings(
    int maxMessageBytes,
    int maxMetadataBytes,
    int maxConcurrentCallsPerConnection,
    Duration keepAliveTime,
    Duration keepAliveTimeout,
    Duration permitKeepAliveTime,
    boolean permitKeepAliveWithoutCalls,
    Duration handshakeTimeout,
    Optional<Duration> maxConnectionIdle,
    Optional<Duration> maxConnectionAge,
    Duration maxConnectionAgeGrace,
    boolean reflection) {
  /**
   * Messages of 64 MiB, headers of 16 KiB, 256 calls a connection; pings after 2 minutes, which
   * must be answered within 20 seconds, and from clients every 10 seconds; handshakes within 20
   * seconds; connections of any age; reflection.
   */
  public static final GrpcSettings DEFAULT =
      new GrpcSettings(
          64 << 20,
          16 << 10,
          256,
          Duration.ofMinutes(2),
          Duration.ofSeconds(20),
          Duration.ofSeconds(10),
          true,
          Duration.ofSeconds(20),
          Optional.empty(),
          Optional.empty(),
          Duration.ofSeconds(30),
          true);

  /** Checks the numbers. */
  public GrpcSettings {
    requirePositive("maxMessageBytes", maxMessageBytes);
    requirePositive("maxMetadataBytes", maxMetadataBytes);
    requirePositive("maxConcurrentCallsPerConnection", maxConcurrentCallsPerConnection);
    requirePositive("keepAliveTime", keepAliveTime);
    requirePositive("keepAliveTimeout", keepAliveTimeout);
    requirePositive("handshakeTimeout", handshakeTimeout);
    maxConnectionIdle.ifPresent(time -> requirePositive("maxConnectionIdle", time));
    maxConnectionAge.ifPresent(time -> requirePositive("maxConnectionAge", time));
  }

  /** The same with another size of messages. */
  public GrpcSettings withMaxMessageBytes(int bytes) {
    return new GrpcSettings(
        bytes,
        maxMetadataBytes,
        maxConcurrentCallsPerConnection,
        keepAliveTime,
        keepAliveTimeout,
        permitKeepAliveTime,
        permitKeepAliveWithoutCalls,
        handshakeTimeout,
        maxConnectionIdle,
        maxConnectionAge,
        maxConnectionAgeGrace,
        reflection);
  }

  /** The same with another number of calls a connection. */
  public GrpcSettings withMaxConcurrentCallsPerConnection(int calls) {
    return new GrpcSettings(
        maxMessageBytes,
        maxMetadataBytes,
        calls,
        keepAliveTime,
        keepAliveTimeout,
        permitKeepAliveTime,
        permitKeepAliveWithoutCalls,
        handshakeTimeout,
        maxConnectionIdle,
        maxConnectionAge,
        maxConnectionAgeGrace,
        reflection);
  }

  /** The same with an age at which connections end. */
  public GrpcSettings withMaxConnectionAge(Duration age, Duration grace) {
    return new GrpcSettings(
        maxMessageBytes,
        maxMetadataBytes,
        maxConcurrentCallsPerConnection,
        keepAliveTime,
        keepAliveTimeout,
        permitKeepAliveTime,
        permitKeepAliveWithoutCalls,
        handshakeTimeout,
        maxConnectionIdle,
        Optional.of(age),
        grace,
        reflection);
  }

  /** The same with reflection or without. */
  public GrpcSettings withReflection(boolean allowed) {
    return new GrpcSettings(
        maxMessageBytes,
        maxMetadataBytes,
        maxConcurrentCallsPerConnection,
        keepAliveTime,
        keepAliveTimeout,
        permitKeepAliveTime,
        permitKeepAliveWithoutCalls,
        handshakeTimeout,
        maxConnectionIdle,
        maxConnectionAge,
        maxConnectionAgeGrace,
        allowed);
  }

  private static void requirePositive(String name, long number) {
    if (number < 1) {
      throw new IllegalArgumentException(name + ": " + number + ", expected 1 or more");
    }
  }

  private static void requirePositive(String name, Duration time) {
    if (time.isNegative() || time.isZero()) {
      throw new IllegalArgumentException(name + ": " + time + ", expected more than nothing");
    }
  }
}
