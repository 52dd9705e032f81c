package io.heed.server.http.json;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** UTF-8 of parts of arrays, without strings between. Stateless. */
final class Utf8 {
  private static final byte[] NONE = {};

  private Utf8() {}

  /** The bytes of some characters; null if a surrogate has no other beside it. */
  static byte @Nullable [] encode(char[] chars, int from, int length) {
    if (length == 0) {
      return NONE;
    }
    int size = size(chars, from, length);
    if (size < 0) {
      return null;
    }
    byte[] bytes = new byte[size];
    int at = 0;
    for (int i = from; i < from + length; i++) {
      char c = chars[i];
      if (c < 0x80) {
        bytes[at++] = (byte) c;
      } else if (c < 0x800) {
        bytes[at++] = (byte) (0xC0 | (c >> 6));
        bytes[at++] = (byte) (0x80 | (c & 0x3F));
      } else if (!Character.isSurrogate(c)) {
        bytes[at++] = (byte) (0xE0 | (c >> 12));
        bytes[at++] = (byte) (0x80 | ((c >> 6) & 0x3F));
        bytes[at++] = (byte) (0x80 | (c & 0x3F));
      } else {
        int point = Character.toCodePoint(c, chars[++i]);
        bytes[at++] = (byte) (0xF0 | (point >> 18));
        bytes[at++] = (byte) (0x80 | ((point >> 12) & 0x3F));
        bytes[at++] = (byte) (0x80 | ((point >> 6) & 0x3F));
        bytes[at++] = (byte) (0x80 | (point & 0x3F));
      }
    }
    return bytes;
  }

  private static int size(char[] chars, int from, int length) {
    int size = length;
    for (int i = from; i < from + length; i++) {
      char c = chars[i];
      if (c >= 0x800) {
        size += 2;
        if (Character.isSurrogate(c)) {
          if (!Character.isHighSurrogate(c)
              || i + 1 == from + length
              || !Character.isLowSurrogate(chars[i + 1])) {
            return -1;
          }
          i++; // two characters are four bytes
        }
      } else if (c >= 0x80) {
        size++;
      }
    }
    return size;
  }

  /** The characters of some bytes; null if they are not UTF-8. */
  static @Nullable CharBuffer decode(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
    } catch (CharacterCodingException e) {
      return null;
    }
  }
}
