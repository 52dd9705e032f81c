package io.heed.server.binary;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a client of HTTP is told that came to the wrong port. Stateless. */
final class HttpAnswer {
  private static final List<String> METHODS =
      List.of("GET ", "POST", "PUT ", "HEAD", "DELE", "OPTI", "PATC", "PRI ", "CONN", "TRAC");
  private static final String BODY =
      "{\"error\":\"this port speaks Heed's binary protocol, HTTP and gRPC have others\"}";

  private HttpAnswer() {}

  /** Whether the first bytes are those of HTTP. */
  static boolean fits(@Nullable ByteBuf bytes) {
    return bytes != null
        && bytes.readableBytes() >= 4
        && METHODS.contains(bytes.toString(bytes.readerIndex(), 4, StandardCharsets.ISO_8859_1));
  }

  static void write(ByteBuf out) {
    out.writeCharSequence(
        "HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\ncontent-length: "
            + BODY.length()
            + "\r\nconnection: close\r\n\r\n"
            + BODY,
        StandardCharsets.US_ASCII);
  }
}
