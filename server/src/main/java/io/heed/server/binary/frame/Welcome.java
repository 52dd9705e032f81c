package io.heed.server.binary.frame;

import io.netty.buffer.ByteBuf;

/**
 * What a server says of itself. Immutable.
 *
 * @param maxFrameBytes the longest frame that it takes, all bytes counted
 * @param maxInFlight beyond so many requests at work it reads no more
 * @param idleMillis after which it ends a connection that asks nothing
 * @param frameMillis within which a frame that was begun must be complete
 * @param server its name
 */
public record Welcome(
    long maxFrameBytes, long maxInFlight, long idleMillis, long frameMillis, String server) {
  /** Writes the frame. */
  public void write(ByteBuf out) {
    int start = Frames.begin(out, FrameType.WELCOME, 0, Frames.NO_ID);
    out.writeIntLE((int) maxFrameBytes).writeIntLE((int) maxInFlight);
    out.writeIntLE((int) idleMillis).writeIntLE((int) frameMillis);
    Frames.writeShortText(out, server);
    Frames.end(out, start);
  }

  /** Reads the body. */
  public static Welcome read(Frame frame) {
    Welcome welcome =
        new Welcome(
            frame.u32("the longest frame"),
            frame.u32("the requests in flight"),
            frame.u32("the idle time"),
            frame.u32("the time of a frame"),
            frame.utf8(frame.u16("the server's length"), "the server"));
    frame.requireEnd();
    return welcome;
  }
}
