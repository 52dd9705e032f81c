package io.heed.converter.corpus;

import java.nio.file.Path;
import java.util.Locale;

/**
 * A row that cannot be used, and why.
 *
 * @param line the line of the file on which the row begins, from 1
 * @param field the column or the part of the row that is wrong
 * @param found what stands there, shortened
 * @param expected what should
 */
public record BadRow(long line, String field, String found, String expected) implements Row {

  private static final int SHOWN_CHARS = 60;

  /** One sentence: file, line, field, found, expected. */
  public String message(Path file) {
    return file + ", line " + line + ", " + field + ": found " + found + ", expected " + expected;
  }

  static BadRow tooLong(long line, String field, int maxChars) {
    return new BadRow(line, field, "more characters", "at most " + maxChars);
  }

  static BadRow notUtf8(long line, String field) {
    return new BadRow(line, field, "bytes or escapes that are not UTF-8", "UTF-8");
  }

  /** A value as shown in a message: quoted, on one line, at most 60 characters of it. */
  static String shown(String value) {
    String head = value.length() > SHOWN_CHARS ? value.substring(0, SHOWN_CHARS) + "…" : value;
    StringBuilder out = new StringBuilder(head.length() + 2).append('"');
    head.codePoints()
        .forEach(
            c -> {
              if (Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE) {
                out.append(String.format(Locale.ROOT, "\\u%04x", c));
              } else {
                out.appendCodePoint(c);
              }
            });
    return out.append('"').toString();
  }
}
