package io.heed.engine.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WellFormedTextTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "plain", "a\0b", "\uD83D\uDE80 up", "\uFFFD"})
  void of_wellFormedText_isTheTextItself(String text) {
    assertSame(text, WellFormedText.of(text));
  }

  @ParameterizedTest
  @CsvSource({
    "D83D, FFFD",
    "DE80, FFFD",
    "0061 D83D, 0061 FFFD",
    "D83D 0061, FFFD 0061",
    "DE80 D83D, FFFD FFFD",
    "D83D D83D DE80, FFFD D83D DE80",
    "D83D DE80 DE80, D83D DE80 FFFD",
  })
  void of_loneSurrogates_replacesThemOnly(String text, String expected) {
    assertEquals(units(expected), WellFormedText.of(units(text)));
  }

  @Test
  void of_randomText_equalsWhatTheJdkEncoderMakesOfIt() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(12); i > 0; i--) {
        text.append((char) (random.nextBoolean() ? 0xD800 + random.nextInt(0x800) : 'a'));
      }
      String expected =
          new String(
              text.toString().getBytes(StandardCharsets.UTF_16BE), StandardCharsets.UTF_16BE);
      assertEquals(expected, WellFormedText.of(text.toString()), "seed " + seed);
    }
  }

  private static String units(String hex) {
    StringBuilder text = new StringBuilder();
    for (String unit : hex.split(" ", -1)) {
      text.append((char) Integer.parseInt(unit, 16));
    }
    return text.toString();
  }
}
