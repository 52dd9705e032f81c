package io.heed.converter.vocabulary;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One step of a standardizer: every match of a regular expression becomes a fixed text. Immutable.
 *
 * <p>The expression is run by {@link Pattern} here and by Oniguruma inside Hugging Face's
 * tokenizers. It therefore uses only what means the same to both: literals, classes of listed
 * characters and ranges, {@code * + ?}, alternatives and look-ahead of those; no {@code \b \w \s
 * \p}, whose meaning depends on the engine and its Unicode version.
 *
 * <p>Two short cuts keep it to a few hundred nanoseconds a text: a step is skipped where a literal
 * that all its matches contain is missing, and runs of a character class are found by table.
 */
final class Replacement {

  private final Pattern pattern;
  private final String replacement;
  private final String literal;
  private final boolean @Nullable [] members;

  private Replacement(
      Pattern pattern, String replacement, String literal, boolean @Nullable [] members) {
    this.pattern = pattern;
    this.replacement = replacement;
    this.literal = literal;
    this.members = members;
  }

  /** Matches of {@code regex}, each of which contains {@code literal}. */
  static Replacement of(String regex, String literal, String replacement) {
    return new Replacement(Pattern.compile(regex), replacement, literal, null);
  }

  /** Runs of the characters of a class, written in brackets, all of them of the basic plane. */
  static Replacement ofRuns(String characterClass, String replacement) {
    Pattern one = Pattern.compile(characterClass);
    boolean[] members = new boolean[Character.MAX_VALUE + 1];
    for (int c = 0; c < members.length; c++) {
      members[c] = one.matcher(String.valueOf((char) c)).matches();
    }
    return new Replacement(Pattern.compile(characterClass + "+"), replacement, "", members);
  }

  /** The expression, as {@link Pattern} reads it. */
  String regex() {
    return pattern.pattern();
  }

  /** What a match becomes, taken literally. */
  String replacement() {
    return replacement;
  }

  String apply(String text) {
    if (members != null) {
      return applyRuns(text, members);
    }
    return text.contains(literal)
        ? pattern.matcher(text).replaceAll(Matcher.quoteReplacement(replacement))
        : text;
  }

  private String applyRuns(String text, boolean[] members) {
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
