package io.heed.converter.vocabulary;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Expectations for KERAS follow the expression that Keras documents for its standardization. */
class TextStandardizerTest {

  @Test
  void words_keras_deletesPunctuation() {
    assertWords(
        TextStandardizer.KERAS,
        "Oil prices soar to an all-time record",
        "oil prices soar to an alltime record");
    assertWords(
        TextStandardizer.KERAS, "U.S. Stocks (Reuters) - up 2.5%", "us stocks reuters up 25");
    assertWords(TextStandardizer.KERAS, "India #39;s most wanted", "india 39s most wanted");
    assertWords(TextStandardizer.KERAS, "said\\third-quarter", "saidthirdquarter");
    assertWords(TextStandardizer.KERAS, "!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~'", "");
    assertWords(TextStandardizer.KERAS, "“curly” – dash", "“curly” – dash");
  }

  @Test
  void words_split_separatesAtPunctuation() {
    assertWords(
        TextStandardizer.SPLIT,
        "Oil prices soar to an all-time record",
        "oil prices soar to an all time record");
    assertWords(TextStandardizer.SPLIT, "said\\third-quarter at 2.5%", "said third quarter at 2 5");
    assertWords(TextStandardizer.SPLIT, "“curly”—dash…", "curly dash");
    assertWords(TextStandardizer.SPLIT, "café Zürich 東京", "café zürich 東京");
    assertWords(TextStandardizer.SPLIT, "... !!! \\", "");
  }

  @Test
  void words_split_keepsWhatHtmlLeftAsWords() {
    assertWords(TextStandardizer.SPLIT, "India #39;s most wanted", "india 39 s most wanted");
    assertWords(
        TextStandardizer.SPLIT,
        "quot;No quot; and &quot;yes&quot;",
        "quot no quot and quot yes quot");
    assertWords(TextStandardizer.SPLIT, " #36;15 and &lt;TXN.N&gt;", "36 15 and lt txn n gt");
    assertWords(TextStandardizer.SPLIT, "3 < 4 and 5 > 2", "3 4 and 5 2");
  }

  @Test
  void words_split_separatesAtApostrophes() {
    assertWords(TextStandardizer.SPLIT, "Don't, O'Neill's", "don t o neill s");
    assertWords(TextStandardizer.SPLIT, "India’s ‘best’", "india s best");
  }

  @Test
  void words_unicodeWhiteSpace_splits() {
    String spaces = "\t\n\u000b\f\r \u0085\u00a0\u1680\u2000\u200a\u2028\u2029\u202f\u205f\u3000";
    assertEquals(16, spaces.length());
    for (int i = 0; i < spaces.length(); i++) {
      assertEquals(List.of("a", "b"), TextStandardizer.KERAS.words("a" + spaces.charAt(i) + "b"));
    }
    assertEquals(List.of("a\u001fb"), TextStandardizer.KERAS.words("a\u001fb"));
  }

  @Test
  void words_rareCapitals_lowerByCodePoint() {
    assertEquals(List.of("οδοσ"), TextStandardizer.KERAS.words("ΟΔΟΣ"));
    assertEquals(List.of("i\u0307"), TextStandardizer.KERAS.words("İ"));
    assertEquals(List.of("straße"), TextStandardizer.KERAS.words("STRAßE"));
    assertEquals(List.of("\uD801\uDC28"), TextStandardizer.KERAS.words("\uD801\uDC00"));
  }

  private static void assertWords(TextStandardizer standardizer, String text, String expected) {
    List<String> words = expected.isEmpty() ? List.of() : Arrays.asList(expected.split(" "));
    assertEquals(words, standardizer.words(text));
  }
}
