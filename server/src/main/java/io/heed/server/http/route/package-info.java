/**
 * What a request and an answer are for endpoints, and which endpoint a request is for.
 *
 * <p>Start at {@link io.heed.server.http.route.Endpoint} and {@link
 * io.heed.server.http.route.RouteTable}. Endpoints are called on event loops and never block; an
 * answer may be completed by any thread. Connections, and the protocols spoken by endpoints, are
 * not known here.
 */
@NullMarked
package io.heed.server.http.route;

import org.jspecify.annotations.NullMarked;
