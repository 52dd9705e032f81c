package io.heed.server.binary.frame;

import org.jspecify.annotations.Nullable;

/** The types of frames: those of clients below 0x80, those of servers from there on. */
public enum FrameType {
  /** The first frame of a client. */
  HELLO(0x01),
  /** Texts to classify. */
  CLASSIFY(0x02, Frames.PAIRS),
  /** Tensors to run. */
  RUN(0x03),
  /** The answer to a request is not wanted any more. */
  CANCEL(0x04),
  /** Are you there? */
  PING(0x05),
  /** The first frame of a server. */
  WELCOME(0x81),
  /** The answer to CLASSIFY. */
  LABELS(0x82),
  /** The answer to RUN. */
  TENSORS(0x83),
  /** The answer to PING. */
  PONG(0x85),
  /** Why there is no other answer. */
  ERROR(0x86, Frames.REFUSED),
  /** No more requests, please. */
  GOAWAY(0x87);

  private static final @Nullable FrameType[] BY_CODE = new FrameType[256];

  static {
    for (FrameType type : values()) {
      BY_CODE[type.code] = type;
    }
  }

  private final int code;
  private final int knownFlags;

  FrameType(int code) {
    this(code, 0);
  }

  FrameType(int code, int knownFlags) {
    this.code = code;
    this.knownFlags = knownFlags;
  }

  /** The byte in the header. */
  int code() {
    return code;
  }

  /** The flags that such a frame may have. */
  int knownFlags() {
    return knownFlags;
  }

  /** The type of a byte from 0 to 255. */
  static FrameType of(int code) {
    FrameType type = BY_CODE[code];
    if (type == null) {
      throw new MalformedFrameException(
          "found frame type 0x" + Integer.toHexString(code) + ", which this protocol has not");
    }
    return type;
  }
}
