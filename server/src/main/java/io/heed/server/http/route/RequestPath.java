package io.heed.server.http.route;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The segments of a request's path, percent-decoded each for itself (RFC 3986). Stateless. */
final class RequestPath {
  private static final int MAX_SEGMENTS = 16;

  private RequestPath() {}

  /**
   * The segments of a request target; a slash at the end does not count.
   *
   * @throws HttpFailure 400 if it is malformed
   */
  static List<String> segments(String target) {
    int from = target.startsWith("/") ? 0 : authorityEnd(target);
    int end = target.length();
    for (int i = from; i < end; i++) {
      if (target.charAt(i) == '?' || target.charAt(i) == '#') {
        end = i;
      }
    }
    List<String> segments = new ArrayList<>(8);
    int begin = from + 1;
    while (begin < end && segments.size() < MAX_SEGMENTS) {
      int slash = target.indexOf('/', begin);
      int next = slash < 0 || slash > end ? end : slash;
      segments.add(decode(target.substring(begin, next)));
      begin = next + 1;
    }
    return segments;
  }

  /** Of the absolute form, {@code http://host/path}. */
  private static int authorityEnd(String target) {
    int scheme = target.indexOf("://");
    int path = scheme < 0 ? -1 : target.indexOf('/', scheme + 3);
    return path < 0 ? target.length() : path;
  }

  private static String decode(String segment) {
    if (segment.indexOf('%') < 0) {
      return segment;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(segment.length());
    for (int i = 0; i < segment.length(); i++) {
      char c = segment.charAt(i);
      if (c != '%') {
        bytes.write(c);
        continue;
      }
      int high = i + 2 < segment.length() ? Character.digit(segment.charAt(i + 1), 16) : -1;
      int low = i + 2 < segment.length() ? Character.digit(segment.charAt(i + 2), 16) : -1;
      if (high < 0 || low < 0) {
        throw malformed(segment);
      }
      bytes.write((high << 4) | low);
      i += 2;
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw malformed(segment);
    }
  }

  private static HttpFailure malformed(String segment) {
    return new HttpFailure(
        400, "path: found \"" + segment + "\", expected UTF-8 with two hexadecimal digits per %");
  }
}
