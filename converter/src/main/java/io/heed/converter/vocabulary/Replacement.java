package io.heed.converter.vocabulary;

import java.util.regex.Pattern;

/**
 * One step of a standardizer: every run of characters of a class becomes a fixed text. Immutable.
 *
 * <p>The class is read by {@link Pattern} here and by Oniguruma inside Hugging Face's tokenizers.
 * It therefore lists characters and ranges; no {@code \w \s \p}, whose meaning depends on the
 * engine and its Unicode version.
 */
final class Replacement {
  private final String regex;
  private final String replacement;
  private final boolean[] members;

  private Replacement(String regex, String replacement, boolean[] members) {
    this.regex = regex;
    this.replacement = replacement;
    this.members = members;
  }

  /** Runs of the characters of a class, written in brackets, all of them of the basic plane. */
  static Replacement ofRuns(String characterClass, String replacement) {
    Pattern one = Pattern.compile(characterClass);
    boolean[] members = new boolean[Character.MAX_VALUE + 1];
    for (int c = 0; c < members.length; c++) {
      members[c] = one.matcher(String.valueOf((char) c)).matches();
    }
    return new Replacement(characterClass + "+", replacement, members);
  }

  /** The expression that matches a run. */
  String regex() {
    return regex;
  }

  /** What a run becomes, taken literally. */
  String replacement() {
    return replacement;
  }

  String apply(String text) {
    StringBuilder out = new StringBuilder(text.length());
    boolean inRun = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!members[c]) {
        out.append(c);
      } else if (!inRun) {
        out.append(replacement);
      }
      inRun = members[c];
    }
    return out.toString();
  }
}
