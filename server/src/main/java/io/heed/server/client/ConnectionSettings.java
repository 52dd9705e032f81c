package io.heed.server.client;

import io.netty.handler.ssl.SslContext;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a client reaches its server. Immutable.
 *
 * @param tls null for plain TCP
 * @param token the bearer token; empty for none
 * @param connections how many
 * @param connectTimeout for a connection, its TLS and the server's welcome
 * @param keepAlive after which a connection with requests at work is asked whether it is there
 * @param maxWaiting requests that wait here for room on a connection; more are refused
 */
record ConnectionSettings(
    String host,
    int port,
    @Nullable SslContext tls,
    String token,
    int connections,
    Duration connectTimeout,
    Duration keepAlive,
    int maxWaiting) {

  /** For messages. */
  String address() {
    return host + ":" + port;
  }
}
