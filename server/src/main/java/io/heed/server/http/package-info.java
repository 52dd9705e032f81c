/**
 * A port that speaks HTTP/1.1 and HTTP/2, and the paths behind it.
 *
 * <p>Start at {@link io.heed.server.http.HttpListener}, the port, and {@link
 * io.heed.server.http.HttpRoutes}, what it serves. A connection is told apart by its first bytes or
 * by TLS; {@code HttpExchanges} then receives requests and sends answers in their order, for
 * HTTP/1.1 a connection, for HTTP/2 a stream. What a request is for endpoints stands in {@code
 * route}, the endpoints in {@code api}, the bodies in {@code json}. Runs on event loops, which
 * nothing here blocks; long bodies are read and written on the service's workers.
 */
@NullMarked
package io.heed.server.http;

import org.jspecify.annotations.NullMarked;
