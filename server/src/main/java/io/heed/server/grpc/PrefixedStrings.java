package io.heed.server.grpc;

import com.google.protobuf.ByteString;
import io.heed.server.error.ServerException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Elements of BYTES as raw bytes: each with its length before it, four bytes, little-endian
 * (Triton's binary tensor data extension). Stateless.
 */
final class PrefixedStrings {
  private PrefixedStrings() {}

  /**
   * Reads all of a buffer.
   *
   * @param input the name, for messages
   * @throws ServerException (INVALID_ARGUMENT) if a length leads beyond the end
   */
  static List<byte[]> read(String input, ByteBuffer buffer) {
    ByteBuffer bytes = buffer.order(ByteOrder.LITTLE_ENDIAN);
    List<byte[]> strings = new ArrayList<>();
    while (bytes.hasRemaining()) {
      if (bytes.remaining() < Integer.BYTES) {
        throw RequestTensors.invalid(
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
        throw RequestTensors.invalid(
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

  /** Writes strings one after the other. */
  static ByteString write(List<byte[]> strings) {
    int size = 0;
    for (byte[] string : strings) {
      size = Math.addExact(size, Integer.BYTES + string.length);
    }
    ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    for (byte[] string : strings) {
      bytes.putInt(string.length).put(string);
    }
    return ByteString.copyFrom(bytes.flip());
  }
}
