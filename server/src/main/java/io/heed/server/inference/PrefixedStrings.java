package io.heed.server.inference;

import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Elements of BYTES as raw bytes: each with its length before it, four bytes, little-endian
 * (Triton's binary tensor data extension). Stateless.
 */
public final class PrefixedStrings {
  private PrefixedStrings() {}

  /**
   * Reads all of a buffer.
   *
   * @param input the name, for messages
   * @throws ServerException (INVALID_ARGUMENT) if a length leads beyond the end
   */
  public static List<byte[]> read(String input, ByteBuffer buffer) {
    ByteBuffer bytes = buffer.order(ByteOrder.LITTLE_ENDIAN);
    List<byte[]> strings = new ArrayList<>();
    while (bytes.hasRemaining()) {
      if (bytes.remaining() < Integer.BYTES) {
        throw invalid(
            "input \""
                + input
                + "\": found "
                + bytes.remaining()
                + " bytes behind element "
                + strings.size()
                + ", expected the four of a length");
      }
      long length = Integer.toUnsignedLong(bytes.getInt());
      if (length > bytes.remaining()) {
        throw invalid(
            "input \""
                + input
                + "\": found length "
                + length
                + " of element "
                + strings.size()
                + ", expected at most the "
                + bytes.remaining()
                + " bytes that are left");
      }
      byte[] string = new byte[(int) length];
      bytes.get(string);
      strings.add(string);
    }
    return strings;
  }

  /** How many bytes the strings take, lengths included. */
  public static int sizeBytes(List<byte[]> strings) {
    int size = 0;
    for (byte[] string : strings) {
      size = Math.addExact(size, Integer.BYTES + string.length);
    }
    return size;
  }

  /** The strings one after the other, in a buffer of their own. */
  public static ByteBuffer write(List<byte[]> strings) {
    ByteBuffer bytes = ByteBuffer.allocate(sizeBytes(strings)).order(ByteOrder.LITTLE_ENDIAN);
    for (byte[] string : strings) {
      bytes.putInt(string.length).put(string);
    }
    return bytes.flip();
  }

  private static ServerException invalid(String problem) {
    return new ServerException(Status.INVALID_ARGUMENT, problem);
  }
}
