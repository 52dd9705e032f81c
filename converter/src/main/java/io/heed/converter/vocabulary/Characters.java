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
        int lower = Character.toLowerCase(c);
        out.appendCodePoint(lower == c ? lowerCaseSinceUnicode14(c) : lower);
      }
    }
    return out.toString();
  }

  /** The lower case of the capitals that Unicode 14 to 17 added; anything else as it is. */
  private static int lowerCaseSinceUnicode14(int c) {
    if (c < 0x1c89) {
      return c;
    }
    return switch (c) {
      case 0xa7cb -> 0x264;
      case 0xa7dc -> 0x19b;
      case 0x2c2f -> 0x2c5f;
      case 0x1c89, 0xa7c0, 0xa7cc, 0xa7ce, 0xa7d0, 0xa7d2, 0xa7d4, 0xa7d6, 0xa7d8, 0xa7da -> c + 1;
      default -> {
        boolean vithkuqi =
            c >= 0x10570 && c <= 0x10595 && c != 0x1057b && c != 0x1058b && c != 0x10593;
        boolean garay = c >= 0x10d50 && c <= 0x10d65;
        boolean beriaErfe = c >= 0x16ea0 && c <= 0x16eb8;
        yield c + (vithkuqi ? 0x27 : garay ? 0x20 : beriaErfe ? 0x1b : 0);
      }
    };
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
