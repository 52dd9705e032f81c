package io.heed.server.binary.frame;

import io.heed.engine.batch.Priority;
import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * What the bodies of all requests begin with. Immutable.
 *
 * @param deadlineMicros how long after its arrival an answer is of use; 0 for ever
 * @param version of the model; 0 leaves the choice to the server
 * @param priority 0 for the default, 1 high, 2 normal, 3 low
 * @param model the name; empty for the only one
 * @param trace the value of the header {@code traceparent} (W3C Trace Context); empty for none
 */
public record RequestHead(
    long deadlineMicros, long version, int priority, String model, String trace) {
  private static final int LONGEST_NAME = 255;

  /** Writes the head. */
  void write(ByteBuf out, int firstCount, int secondCount, int third) {
    byte[] modelBytes = checked("model", model);
    byte[] traceBytes = checked("trace", trace);
    out.writeLongLE(deadlineMicros).writeLongLE(version);
    out.writeShortLE(firstCount).writeShortLE(secondCount).writeShortLE(third);
    out.writeByte(priority).writeByte(modelBytes.length).writeByte(traceBytes.length).writeZero(3);
    out.writeBytes(modelBytes).writeBytes(traceBytes);
  }

  private static byte[] checked(String name, String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > LONGEST_NAME) {
      throw new ServerException(
          Status.INVALID_ARGUMENT,
          name + ": found " + bytes.length + " bytes, expected at most " + LONGEST_NAME);
    }
    return bytes;
  }

  /** The engine's priority of the number. */
  public Priority enginePriority() {
    return switch (priority) {
      case 0, 2 -> Priority.NORMAL;
      case 1 -> Priority.HIGH;
      case 3 -> Priority.LOW;
      default ->
          throw new ServerException(
              Status.INVALID_ARGUMENT, "priority: found " + priority + ", expected 0 to 3");
    };
  }

  /** The number of an engine's priority. */
  public static int number(Priority priority) {
    return switch (priority) {
      case HIGH -> 1;
      case NORMAL -> 0;
      case LOW -> 3;
    };
  }

  /** The head and the three numbers in the middle of it, which are each request's own. */
  record WithCounts(RequestHead head, int first, int second, int third) {
    static WithCounts read(Frame frame) {
      long deadlineMicros = frame.count64("the deadline");
      long version = frame.count64("the version");
      int first = frame.u16("the first count");
      int second = frame.u16("the second count");
      int third = frame.u16("the third number");
      int priority = frame.u8("the priority");
      int modelLength = frame.u8("the model's length");
      int traceLength = frame.u8("the trace's length");
      frame.zeros(3, "the reserved bytes");
      String model = frame.utf8(modelLength, "the model");
      String trace = traceLength == 0 ? "" : frame.utf8(traceLength, "the trace");
      return new WithCounts(
          new RequestHead(deadlineMicros, version, priority, model, trace), first, second, third);
    }
  }
}
