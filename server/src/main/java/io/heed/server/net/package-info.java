/**
 * What all protocols of the front end share: event loops, ports and how they end, TLS.
 *
 * <p>Start at {@link io.heed.server.net.FrontEnd}: it owns the {@link
 * io.heed.server.net.EventLoops} and the {@link io.heed.server.net.Listener}s, one a port. {@link
 * io.heed.server.net.TlsContexts} makes the TLS of a port. Opened and closed by one thread; the
 * event loops are the only threads that touch connections. Nothing here knows a protocol.
 */
@NullMarked
package io.heed.server.net;

import org.jspecify.annotations.NullMarked;
