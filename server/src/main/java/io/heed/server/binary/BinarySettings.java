package io.heed.server.binary;

import io.heed.server.binary.frame.Welcome;
import java.time.Duration;

/**
 * What connections may do. Immutable.
 *
 * @param maxFrameBytes the longest frame of a client, all of its bytes counted
 * @param maxInFlight requests of a connection at work; beyond them nothing is read
 * @param helloTimeout within which a new connection must have said hello
 * @param idleTimeout after which a connection is told to go that asks nothing
 * @param frameTimeout within which a frame that was begun must be complete, and a client must take
 *     some of what is sent to it
 * @param highWaterBytes beyond so many unsent bytes of answers nothing is read
 */
public record BinarySettings(
    int maxFrameBytes,
    int maxInFlight,
    Duration helloTimeout,
    Duration idleTimeout,
    Duration frameTimeout,
    int highWaterBytes) {
  /** 16 MiB a frame, 256 requests, 10 s, 5 min, 30 s, 1 MiB. */
  public static final BinarySettings DEFAULT =
      new BinarySettings(
          16 << 20,
          256,
          Duration.ofSeconds(10),
          Duration.ofMinutes(5),
          Duration.ofSeconds(30),
          1 << 20);

  private static final int LEAST_FRAME_BYTES = 1024;
  private static final String SERVER = "heed";

  /** Checks the numbers. */
  public BinarySettings {
    require(maxFrameBytes >= LEAST_FRAME_BYTES, "maxFrameBytes", maxFrameBytes, "1024 or more");
    require(maxInFlight >= 1, "maxInFlight", maxInFlight, "1 or more");
    require(isTime(helloTimeout), "helloTimeout", helloTimeout, "a positive time");
    require(isTime(idleTimeout), "idleTimeout", idleTimeout, "a positive time");
    require(isTime(frameTimeout), "frameTimeout", frameTimeout, "a positive time");
    require(highWaterBytes >= 2, "highWaterBytes", highWaterBytes, "2 or more");
  }

  /** The same with another length of frames. */
  public BinarySettings withMaxFrameBytes(int bytes) {
    return new BinarySettings(
        bytes, maxInFlight, helloTimeout, idleTimeout, frameTimeout, highWaterBytes);
  }

  /** What clients are told of it. */
  Welcome welcome() {
    return new Welcome(
        maxFrameBytes, maxInFlight, idleTimeout.toMillis(), frameTimeout.toMillis(), SERVER);
  }

  private static boolean isTime(Duration time) {
    return time.toMillis() > 0 && time.toMillis() <= Integer.MAX_VALUE;
  }

  private static void require(boolean good, String name, Object found, String expected) {
    if (!good) {
      throw new IllegalArgumentException(name + ": " + found + ", expected " + expected);
    }
  }
}
