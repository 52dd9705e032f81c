package io.heed.server.binary.frame;

import io.heed.server.error.ServerException;
import io.netty.buffer.ByteBuf;

/**
 * Why a request has no answer, or why a connection ends. Immutable.
 *
 * @param failure status and message
 * @param refused whether the request was certainly not begun
 * @param retryAfterMillis when it may be sent again; 0 if nobody knows
 */
public record ErrorFrame(ServerException failure, boolean refused, long retryAfterMillis) {
  private static final String RESERVED = "the reserved bytes";

  /** Writes the frame. */
  public void write(ByteBuf out, int id) {
    int start = Frames.begin(out, FrameType.ERROR, refused ? Frames.REFUSED : 0, id);
    out.writeByte(StatusCodes.code(failure.status())).writeZero(3);
    out.writeIntLE((int) retryAfterMillis);
    Frames.writeShortText(out, failure.getMessage());
    Frames.end(out, start);
  }

  /** Reads the body. */
  public static ErrorFrame read(Frame frame) {
    int code = frame.u8("the status");
    frame.zeros(3, RESERVED);
    long retryAfterMillis = frame.u32("the time to wait");
    String message = frame.utf8(frame.u16("the message's length"), "the message");
    frame.requireEnd();
    return new ErrorFrame(
        new ServerException(StatusCodes.status(code), message),
        frame.has(Frames.REFUSED),
        retryAfterMillis);
  }
}
