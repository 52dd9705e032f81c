/**
 * A client of Heed's servers, and of others that speak the Open Inference Protocol over gRPC.
 *
 * <p>Start at {@link io.heed.server.client.HeedClient}: one set of methods over two transports, the
 * lean binary protocol and gRPC. A {@link io.heed.server.client.Call} is a request on its way; a
 * {@link io.heed.server.client.Transport} takes it from there. Public types are thread-safe; each
 * connection is confined to one event loop of {@link io.heed.server.client.ClientLoops}, which all
 * clients of a process share. Nothing of the server is known here but frames, messages and
 * statuses.
 */
@NullMarked
package io.heed.server.client;

import org.jspecify.annotations.NullMarked;
