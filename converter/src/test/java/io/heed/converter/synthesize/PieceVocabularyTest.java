package io.heed.converter.synthesize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.engine.token.TextTokenizer;
import io.heed.engine.token.TokenSequence;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PieceVocabularyTest {
  private static final String ENGLISH =
      "The quick brown fox jumps over the lazy dog. Markets fell sharply on Tuesday, as investors"
          + " weighed (once more) a surprising report on inflation; economists had predicted a"
          + " modest rise of 0.3% - the smallest in years.";

  private static long[] ids(List<String> vocabulary, String text) {
    try (TextTokenizer tokenizer =
        TextTokenizer.open(WordPieceJson.write(vocabulary, 1), 1 << 20)) {
      TokenSequence tokens = tokenizer.encode(text);
      return tokens.ids();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {109, 110, 1_000, 30_522, 119_547})
  void of_size_hasSoManyDistinctPieces(int size) {
    List<String> pieces = PieceVocabulary.of(size);

    assertEquals(size, pieces.size());
    assertEquals(size, new HashSet<>(pieces).size());
    assertEquals(List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"), pieces.subList(0, 5));
    assertFalse(pieces.contains(""));
    assertFalse(pieces.contains("##"));
  }

  @Test
  void of_largerSize_beginsWithTheSmaller() {
    assertEquals(PieceVocabulary.of(5_000), PieceVocabulary.of(30_522).subList(0, 5_000));
  }

  @ParameterizedTest
  @ValueSource(ints = {109, 1_000, 30_522})
  void tokenizer_everyPrintableCharacter_isKnown(int size) {
    StringBuilder text = new StringBuilder(ENGLISH);
    for (char c = ' '; c <= '~'; c++) {
      text.append(c).append(' ').append('x').append(c).append(c);
    }
    long[] ids = ids(PieceVocabulary.of(size), text.toString());

    assertEquals(2, ids[0]);
    assertEquals(3, ids[ids.length - 1]);
    assertTrue(Arrays.stream(ids).noneMatch(id -> id == 1), Arrays.toString(ids));
  }

  /** By hand: the longest piece first, then ## pieces. */
  @Test
  void tokenizer_word_isCutIntoTheLongestPieces() {
    List<String> pieces = PieceVocabulary.of(1_000);

    assertEquals(
        List.of("[CLS]", "the", "market", "##s", "[SEP]"),
        Arrays.stream(ids(pieces, "The MARKETS")).mapToObj(id -> pieces.get((int) id)).toList());
  }

  /** BERT's own vocabulary gives 1.1 to 1.4 pieces a word; benchmarks want texts about as long. */
  @Test
  void tokenizer_english_hasFewPiecesAWord() {
    int pieces = ids(PieceVocabulary.of(30_522), ENGLISH).length - 2;
    int words = ENGLISH.toLowerCase(Locale.ROOT).split("[^a-z0-9]+").length;

    assertTrue(pieces < 2.5 * words, pieces + " pieces, " + words + " words");
  }
}
