package io.heed.engine.token;

/**
 * Turns offsets in code points, which the tokenizer counts in, into UTF-16 units, which Java
 * strings count in. Immutable. They differ behind the first character beyond U+FFFF only, so that
 * most texts need no table.
 */
final class Utf16Offsets {
  private static final int[] EQUAL = {};

  private final int[] units;

  private Utf16Offsets(int[] units) {
    this.units = units;
  }

  /** The offsets of a text without lone surrogates. */
  static Utf16Offsets of(String text) {
    int codePoints = text.codePointCount(0, text.length());
    if (codePoints == text.length()) {
      return new Utf16Offsets(EQUAL);
    }
    int[] units = new int[codePoints + 1];
    int unit = 0;
    for (int i = 0; i < codePoints; i++) {
      units[i] = unit;
      unit += Character.charCount(text.codePointAt(unit));
    }
    units[codePoints] = unit;
    return new Utf16Offsets(units);
  }

  /** The offset in UTF-16 units of an offset in code points, 0 to the number of them. */
  int unit(int codePoint) {
    return units == EQUAL ? codePoint : units[codePoint];
  }
}
