package io.heed.converter.vocabulary;

import java.util.ArrayList;
import java.util.List;

/**
 * Lower case and white space as Hugging Face's tokenizers (Rust) have them, which differ from
 * Java's.
 *
 * <p>Lower case goes by code point without context, so that a final sigma is a sigma; white space
 * is Unicode's White_Space property, so that U+001F is none and U+0085 is. Code points whose lower
 * case is younger than Unicode 13 depend on the JDK, and no text that a word vocabulary meets has
 * them.
 */
final class Characters {

  private static final int CAPITAL_I_WITH_DOT = 0x130;

  private Characters() {}

  static String lowerCase(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (c == CAPITAL_I_WITH_DOT) {
        out.append("i\u0307");
      } else {
        out.appendCodePoint(Character.toLowerCase(c));
      }
    }
    return out.toString();
  }

  /** The longest runs without white space. */
  static List<String> splitWhiteSpace(String text) {
    List<String> words = new ArrayList<>();
    int start = -1;
    for (int i = 0; i < text.length(); i++) {
      if (isWhiteSpace(text.charAt(i))) {
        if (start >= 0) {
          words.add(text.substring(start, i));
        }
        start = -1;
      } else if (start < 0) {
        start = i;
      }
    }
    if (start >= 0) {
      words.add(text.substring(start));
    }
    return words;
  }

  /** Unicode's White_Space property, all of it in the basic plane. */
  static boolean isWhiteSpace(char c) {
    return c == ' '
        || (c >= '\t' && c <= '\r')
        || c == '\u0085'
        || c == '\u00a0'
        || c == '\u1680'
        || (c >= '\u2000' && c <= '\u200a')
        || c == '\u2028'
        || c == '\u2029'
        || c == '\u202f'
        || c == '\u205f'
        || c == '\u3000';
  }
}
