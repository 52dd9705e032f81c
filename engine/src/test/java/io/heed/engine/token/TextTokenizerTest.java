package io.heed.engine.token;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.engine.error.EngineException;
import io.heed.engine.testing.HfFixture;
import io.heed.engine.testing.WordLevel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextTokenizerTest {
  private static final int MAX_LENGTH = 512;

  static List<HfFixture> fixtures() {
    return HfFixture.all();
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void encode_textsOfTheReference_givesItsIds(HfFixture fixture) {
    byte[] json = fixture.read("tokenizer.json");
    for (HfFixture.Expected expected : fixture.expected()) {
      int maxLength = expected.maxLength().orElse(MAX_LENGTH);
      try (TextTokenizer tokenizer = TextTokenizer.open(json, maxLength)) {
        TokenSequence tokens = tokenizer.encode(expected.text());
        assertArrayEquals(expected.ids(), tokens.ids(), expected::toString);
        assertArrayEquals(expected.typeIds(), tokens.typeIds(), expected::toString);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\uD83Db", "\uDE80\uD83D", "x\uD800"})
  void encode_loneSurrogate_equalsTheReplacementCharacter(String text) {
    // byte-level BPE loses no character, so that the ids tell U+FFFD from anything else
    try (TextTokenizer tokenizer = open(HfFixture.ROBERTA)) {
      String replaced = text.replaceAll("[\uD800-\uDFFF]", "\uFFFD");
      assertArrayEquals(tokenizer.encode(replaced).ids(), tokenizer.encode(text).ids());
      assertTrue(tokenizer.encode(text).length() > 2);
    }
  }

  @Test
  void encode_oneMegabyte_isCutToTheMaximumLength() {
    String text = "oil prices soar ".repeat(1 << 16);
    try (TextTokenizer tokenizer = open(HfFixture.BERT)) {
      long[] ids = tokenizer.encode(text).ids();
      assertEquals(MAX_LENGTH, ids.length);
      long[] start = tokenizer.encode("oil prices soar").ids();
      assertEquals(start[1], ids[1]);
      assertEquals(start[start.length - 1], ids[ids.length - 1], "the last is [SEP] still");
    }
  }

  @Test
  void encode_fileWithTruncationAndPadding_cutsToTheSmallerLengthAndDoesNotPad() {
    String json = new String(HfFixture.BERT.read("tokenizer.json"), StandardCharsets.UTF_8);
    String changed =
        json.replaceFirst(
                "\"truncation\"\\s*:\\s*null",
                "\"truncation\":{\"direction\":\"Right\",\"max_length\":6,"
                    + "\"strategy\":\"LongestFirst\",\"stride\":0}")
            .replaceFirst(
                "\"padding\"\\s*:\\s*null",
                "\"padding\":{\"strategy\":{\"Fixed\":10},\"direction\":\"Right\","
                    + "\"pad_to_multiple_of\":null,\"pad_id\":0,\"pad_type_id\":0,"
                    + "\"pad_token\":\"[PAD]\"}");
    try (TextTokenizer tokenizer =
        TextTokenizer.open(changed.getBytes(StandardCharsets.UTF_8), MAX_LENGTH)) {
      assertEquals(6, tokenizer.maxLength());
      assertEquals(6, tokenizer.encode("one two three four five six seven").length());
      assertEquals(3, tokenizer.encode("oil").length());
    }
  }

  @Test
  void encode_fileThatCutsOnTheLeft_doesSo() {
    String json = new String(HfFixture.BERT.read("tokenizer.json"), StandardCharsets.UTF_8);
    String changed =
        json.replaceFirst(
            "\"truncation\"\\s*:\\s*null",
            "\"truncation\":{\"direction\":\"Left\",\"max_length\":5,"
                + "\"strategy\":\"LongestFirst\",\"stride\":0}");
    try (TextTokenizer tokenizer =
            TextTokenizer.open(changed.getBytes(StandardCharsets.UTF_8), MAX_LENGTH);
        TextTokenizer whole = open(HfFixture.BERT)) {
      long[] ids = whole.encode("one two three four five six").ids();
      long[] end = {
        ids[0], ids[ids.length - 4], ids[ids.length - 3], ids[ids.length - 2], ids[ids.length - 1]
      };
      assertArrayEquals(end, tokenizer.encode("one two three four five six").ids());
    }
  }

  /** What decode of tokenizers 0.21.4 gives. */
  @Test
  void decode_idsOfAText_givesWordsWithOrWithoutSpecialTokens() {
    try (TextTokenizer tokenizer = open(HfFixture.BERT)) {
      long[] ids = tokenizer.encode("Oil prices").ids();
      assertEquals("oil prices", tokenizer.decode(ids, true));
      assertEquals("[CLS] oil prices [SEP]", tokenizer.decode(ids, false));
      assertEquals("", tokenizer.decode(new long[0], false));
      assertEquals("oil", tokenizer.decode(new long[] {ids[1], 1_000_000, -1}, false));
    }
  }

  @Test
  void encode_wordLevelWithoutSpecialTokens_canGiveNoToken() {
    try (TextTokenizer tokenizer =
        TextTokenizer.open(WordLevel.json("oil", "soars").getBytes(StandardCharsets.UTF_8), 4)) {
      assertArrayEquals(new long[] {1, 2}, tokenizer.encode("oil soars").ids());
      assertEquals(0, tokenizer.encode("").length());
      assertEquals(0, tokenizer.encode(" \t ").length());
      assertEquals(4, tokenizer.encode("oil oil oil oil oil").length());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "not json", "[1, 2]", "{\"model\": {\"type\": \"Unheard\"}}"})
  void open_notATokenizer_isRefused(String json) {
    EngineException refused =
        assertThrows(
            EngineException.class,
            () -> TextTokenizer.open(json.getBytes(StandardCharsets.UTF_8), MAX_LENGTH));
    assertEquals(EngineException.Kind.MODEL, refused.kind());
    assertTrue(String.valueOf(refused.getMessage()).startsWith("tokenizer.json: "));
  }

  @Test
  void open_maxLengthBelowTheSpecialTokens_isRefused() {
    byte[] json = HfFixture.BERT.read("tokenizer.json");
    EngineException refused =
        assertThrows(EngineException.class, () -> TextTokenizer.open(json, 1));
    assertEquals(EngineException.Kind.MODEL, refused.kind());
  }

  @Test
  void close_twice_thenEncodeIsRefused() {
    TextTokenizer tokenizer = open(HfFixture.BERT);
    tokenizer.close();
    tokenizer.close();
    EngineException refused =
        assertThrows(EngineException.class, () -> tokenizer.encode("too late"));
    assertEquals(EngineException.Kind.CLOSED, refused.kind());
  }

  @Test
  void encode_fromManyThreads_givesEachItsOwnAnswer() {
    List<HfFixture.Expected> expected =
        HfFixture.BERT.expected().stream().filter(e -> e.maxLength().isEmpty()).toList();
    try (TextTokenizer tokenizer = open(HfFixture.BERT)) {
      IntStream.range(0, 400)
          .parallel()
          .forEach(
              i -> {
                HfFixture.Expected e = expected.get(i % expected.size());
                assertArrayEquals(e.ids(), tokenizer.encode(e.text()).ids());
              });
    }
  }

  private static TextTokenizer open(HfFixture fixture) {
    return TextTokenizer.open(fixture.read("tokenizer.json"), MAX_LENGTH);
  }
}
