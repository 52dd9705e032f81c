package io.heed.engine.token;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf16OffsetsTest {
  /** The JDK's own arithmetic is the reference. */
  @ParameterizedTest
  @ValueSource(strings = {"", "abc", "\uD83D\uDE80", "a\uD83D\uDE80é\uD83C\uDFC1\0z", "東京"})
  void unit_ofEachCodePoint_isThatOfTheJdk(String text) {
    Utf16Offsets offsets = Utf16Offsets.of(text);
    for (int i = 0; i <= text.codePointCount(0, text.length()); i++) {
      assertEquals(text.offsetByCodePoints(0, i), offsets.unit(i));
    }
  }
}
