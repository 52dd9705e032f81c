package io.heed.server.fuzz;

import static io.heed.server.fuzz.Mutator.bytes;
import static io.heed.server.fuzz.Mutator.concat;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;

/**
 * Writes and reads frames of HTTP/2 (RFC 9113), headers as literals (RFC 7541, 6.2.2). Stateless.
 */
final class Http2Frames {
  static final byte DATA = 0;
  static final byte HEADERS = 1;
  static final byte SETTINGS = 4;

  private static final int HEADER_BYTES = 9;
  private static final int LAST_TYPE = 16;
  private static final int LARGEST = 1 << 14;
  private static final byte END_STREAM = 1;
  private static final byte END_HEADERS = 4;

  private Http2Frames() {}

  /** A connection with one request. */
  static byte[] request(List<Map.Entry<String, String>> headers, byte[] body) {
    byte[] begin =
        concat(bytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), frame(SETTINGS, 0, 0, new byte[0]));
    byte flags = body.length == 0 ? END_HEADERS | END_STREAM : END_HEADERS;
    byte[] withHeaders = concat(begin, frame(HEADERS, flags, 1, block(headers)));
    return body.length == 0 ? withHeaders : concat(withHeaders, frame(DATA, END_STREAM, 1, body));
  }

  static byte[] frame(int type, int flags, int stream, byte[] payload) {
    byte[] head = {
      (byte) (payload.length >> 16),
      (byte) (payload.length >> 8),
      (byte) payload.length,
      (byte) type,
      (byte) flags,
      (byte) (stream >> 24),
      (byte) (stream >> 16),
      (byte) (stream >> 8),
      (byte) stream
    };
    return concat(head, payload);
  }

  private static byte[] block(List<Map.Entry<String, String>> headers) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Map.Entry<String, String> header : headers) {
      out.write(0);
      out.write(header.getKey().length()); // all are shorter than 127
      out.writeBytes(bytes(header.getKey()));
      out.write(header.getValue().length());
      out.writeBytes(bytes(header.getValue()));
    }
    return out.toByteArray();
  }

  /** Fails unless these are whole frames of known types. */
  static void check(byte[] answer) {
    int at = 0;
    while (at < answer.length) {
      if (at + HEADER_BYTES > answer.length) {
        throw new AssertionError("frame header cut off at " + at + " of " + answer.length);
      }
      int length =
          (answer[at] & 0xff) << 16 | (answer[at + 1] & 0xff) << 8 | (answer[at + 2] & 0xff);
      if (length > LARGEST || answer[at + 3] < 0 || answer[at + 3] > LAST_TYPE) {
        throw new AssertionError(
            "frame of type " + answer[at + 3] + " and " + length + " bytes at " + at);
      }
      at += HEADER_BYTES + length;
    }
    if (at != answer.length) {
      throw new AssertionError("frame cut off: " + answer.length + " bytes, expected " + at);
    }
  }
}
