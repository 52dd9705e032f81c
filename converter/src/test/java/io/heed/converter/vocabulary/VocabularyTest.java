package io.heed.converter.vocabulary;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.heed.converter.error.ConverterException;
import java.util.List;
import org.junit.jupiter.api.Test;

class VocabularyTest {

  @Test
  void build_countsWithTies_ordersAsKerasDoes() {
    // Keras: np.lexsort((tokens, counts))[::-1], so equal counts descend by token.
    Vocabulary vocabulary =
        Vocabulary.builder(TextStandardizer.KERAS, 100).add("b a c, B. d a!").add("e c").build();

    assertEquals(List.of("[PAD]", "[UNK]", "c", "b", "a", "e", "d"), vocabulary.entries());
  }

  @Test
  void build_tiesBeyondTheBasicPlane_orderByCodePoint() {
    Vocabulary vocabulary =
        Vocabulary.builder(TextStandardizer.KERAS, 100)
            .add("\uFF41 \uD83D\uDE00 z \uD83D\uDE01 zz")
            .build();

    assertEquals(
        List.of("\uD83D\uDE01", "\uD83D\uDE00", "\uFF41", "zz", "z"),
        vocabulary.entries().subList(2, 7));
  }

  @Test
  void build_moreWordsThanEntries_keepsTheMostFrequent() {
    VocabularyBuilder builder =
        Vocabulary.builder(TextStandardizer.KERAS, 4).addAll(List.of("x x x y", "y z"));

    Vocabulary vocabulary = builder.build();

    assertEquals(3, builder.distinctWords());
    assertEquals(List.of("[PAD]", "[UNK]", "x", "y"), vocabulary.entries());
    assertEquals(4, vocabulary.size());
  }

  @Test
  void build_minCount_leavesOutRareWords() {
    Vocabulary vocabulary =
        Vocabulary.builder(TextStandardizer.KERAS, 100).minCount(2).add("a b a").build();

    assertEquals(List.of("[PAD]", "[UNK]", "a"), vocabulary.entries());
  }

  @Test
  void encode_unknownWordsAndLongText_givesUnknownIdAndCuts() {
    Vocabulary vocabulary = Vocabulary.of(List.of("[PAD]", "[UNK]", "oil", "prices"));

    assertArrayEquals(
        new long[] {2, 3, 1, 2},
        vocabulary.encode("Oil prices soar; oil!", TextStandardizer.KERAS, 256));
    assertArrayEquals(
        new long[] {2, 3}, vocabulary.encode("oil prices soar", TextStandardizer.KERAS, 2));
    assertArrayEquals(new long[0], vocabulary.encode(" ?! ", TextStandardizer.KERAS, 256));
  }

  @Test
  void encode_typedSpecialToken_isAWord() {
    Vocabulary vocabulary = Vocabulary.of(List.of("[PAD]", "[UNK]", "pad"));

    assertArrayEquals(
        new long[] {2, 1}, vocabulary.encode("[PAD] [UNK]", TextStandardizer.KERAS, 256));
  }

  @Test
  void of_wrongEntries_isError() {
    assertThrows(ConverterException.class, () -> Vocabulary.of(List.of()));
    assertThrows(ConverterException.class, () -> Vocabulary.of(List.of("[UNK]", "[PAD]")));
    assertThrows(
        ConverterException.class, () -> Vocabulary.of(List.of("[PAD]", "[UNK]", "a", "a")));
    assertThrows(ConverterException.class, () -> Vocabulary.builder(TextStandardizer.KERAS, 2));
  }
}
