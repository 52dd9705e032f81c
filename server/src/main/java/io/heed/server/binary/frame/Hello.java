package io.heed.server.binary.frame;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * What a client says of itself. Immutable.
 *
 * @param token its bearer token; empty for none
 * @param client its name and version, for logs
 */
public record Hello(String token, String client) {
  /** Writes the frame. */
  public void write(ByteBuf out) {
    byte[] tokenBytes = token.getBytes(StandardCharsets.UTF_8);
    byte[] clientBytes = client.getBytes(StandardCharsets.UTF_8);
    if (tokenBytes.length > 0xFFFF || clientBytes.length > 0xFFFF) {
      throw new IllegalArgumentException(
          "token: " + tokenBytes.length + " bytes, expected at most 65535");
    }
    int start = Frames.begin(out, FrameType.HELLO, 0, Frames.NO_ID);
    out.writeShortLE(tokenBytes.length).writeShortLE(clientBytes.length);
    out.writeBytes(tokenBytes).writeBytes(clientBytes);
    Frames.end(out, start);
  }

  /** Reads the body. */
  public static Hello read(Frame frame) {
    int tokenLength = frame.u16("the token's length");
    int clientLength = frame.u16("the client's length");
    Hello hello =
        new Hello(frame.utf8(tokenLength, "the token"), frame.utf8(clientLength, "the client"));
    frame.requireEnd();
    return hello;
  }

  /** Without the token. */
  @Override
  public String toString() {
    return "Hello[client=" + client + "]";
  }
}
