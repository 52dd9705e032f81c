package io.heed.server.binary.frame;

import io.netty.buffer.ByteBuf;

/**
 * The server takes no more requests on a connection; those at work are answered. Immutable.
 *
 * @param reason why, in words
 */
public record GoAway(String reason) {
  /** Writes the frame. */
  public void write(ByteBuf out) {
    int start = Frames.begin(out, FrameType.GOAWAY, 0, Frames.NO_ID);
    Frames.writeShortText(out, reason);
    Frames.end(out, start);
  }

  /** Reads the body. */
  public static GoAway read(Frame frame) {
    GoAway goAway = new GoAway(frame.utf8(frame.u16("the reason's length"), "the reason"));
    frame.requireEnd();
    return goAway;
  }
}
