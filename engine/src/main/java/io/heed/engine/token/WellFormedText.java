package io.heed.engine.token;

/**
 * Java strings may hold surrogates without their other half; UTF-8, which the tokenizer takes,
 * cannot say them. They become U+FFFD, as in every JDK encoder that replaces. Stateless.
 */
final class WellFormedText {
  private static final char REPLACEMENT = '\uFFFD';

  private WellFormedText() {}

  /** The text itself if it is well formed, else a copy with lone surrogates replaced. */
  static String of(String text) {
    int lone = nextLoneSurrogate(text, 0);
    if (lone < 0) {
      return text;
    }
    StringBuilder repaired = new StringBuilder(text);
    for (int i = lone; i >= 0; i = nextLoneSurrogate(text, i + 1)) {
      repaired.setCharAt(i, REPLACEMENT);
    }
    return repaired.toString();
  }

  private static int nextLoneSurrogate(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        return i;
      }
    }
    return -1;
  }
}
