/**
 * What goes wrong while a request is answered, in terms of no protocol.
 *
 * <p>Start at {@link io.heed.server.error.ServerException}, whose {@link
 * io.heed.server.error.Status} each protocol maps to its own codes. Everything is immutable. It
 * knows no other package of the server.
 */
@NullMarked
package io.heed.server.error;

import org.jspecify.annotations.NullMarked;
