/**
 * The lean binary protocol for calls between JVMs: the server's side. {@code
 * server/BINARY_PROTOCOL.md} specifies it, {@code frame} has its bytes.
 *
 * <p>Start at {@link io.heed.server.binary.BinaryListener}, the port, and {@link
 * io.heed.server.binary.BinaryConnection}, what happens on a connection of it. A connection is
 * confined to its event loop, which nothing here blocks; answers come from other threads by an
 * {@link io.heed.server.binary.AnswerQueue}. Models are not known here, only the service that has
 * them.
 */
@NullMarked
package io.heed.server.binary;

import org.jspecify.annotations.NullMarked;
