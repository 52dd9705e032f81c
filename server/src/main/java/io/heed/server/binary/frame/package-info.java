/**
 * The frames of the lean binary protocol, byte by byte, as {@code server/BINARY_PROTOCOL.md} has
 * them; for the server and the client alike.
 *
 * <p>Start at {@link io.heed.server.binary.frame.Frames}; a class each reads and writes the body of
 * a frame. Stateless but for {@link io.heed.server.binary.frame.FrameBuffer}, which is confined to
 * one event loop. What frames mean and when they are sent is not known here.
 */
@NullMarked
package io.heed.server.binary.frame;

import org.jspecify.annotations.NullMarked;
