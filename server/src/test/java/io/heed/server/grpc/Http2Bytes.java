package io.heed.server.grpc;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** What a client of HTTP/2 (RFC 9113) sends, byte by byte. */
final class Http2Bytes {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int END_STREAM = 1;
  static final int END_HEADERS = 4;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** A connection's beginning: the preface and empty settings. */
  static Http2Bytes connection() {
    Http2Bytes http = new Http2Bytes();
    http.bytes.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    return http.frame(SETTINGS, 0, 0, new byte[0]);
  }

  Http2Bytes frame(int type, int flags, int stream, byte[] payload) {
    number(payload.length, 3);
    number(type, 1);
    number(flags, 1);
    number(stream, 4);
    bytes.writeBytes(payload);
    return this;
  }

  /** A call of gRPC with one message. */
  Http2Bytes call(int stream, String path, byte[] message) {
    Http2Bytes headers = new Http2Bytes();
    headers
        .header(":method", "POST")
        .header(":scheme", "http")
        .header(":path", path)
        .header(":authority", "localhost")
        .header("content-type", "application/grpc")
        .header("te", "trailers");
    Http2Bytes data = new Http2Bytes();
    data.number(0, 1);
    data.number(message.length, 4);
    data.bytes.writeBytes(message);
    return frame(HEADERS, END_HEADERS, stream, headers.toByteArray())
        .frame(DATA, END_STREAM, stream, data.toByteArray());
  }

  /** As a literal without an index (RFC 7541, 6.2.2), neither name nor value longer than 126. */
  private Http2Bytes header(String name, String value) {
    number(0, 1);
    for (String each : new String[] {name, value}) {
      number(each.length(), 1);
      bytes.writeBytes(each.getBytes(StandardCharsets.US_ASCII));
    }
    return this;
  }

  private void number(int value, int size) {
    for (int shift = 8 * (size - 1); shift >= 0; shift -= 8) {
      bytes.write(value >>> shift);
    }
  }

  byte[] toByteArray() {
    return bytes.toByteArray();
  }

  /** The error code of the last GOAWAY in an answer, -1 if there is none. */
  static int goAway(byte[] answer) {
    int code = -1;
    int at = 0;
    while (at + 9 <= answer.length) {
      int length =
          ((answer[at] & 255) << 16) | ((answer[at + 1] & 255) << 8) | (answer[at + 2] & 255);
      if (answer[at + 3] == GOAWAY && at + 17 <= answer.length) {
        code = answer[at + 16] & 255;
      }
      at += 9 + length;
    }
    return code;
  }
}
