package io.heed.converter.vocabulary;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import io.heed.converter.corpus.Corpus;
import io.heed.converter.corpus.CorpusOptions;
import io.heed.converter.corpus.LabelledText;
import io.heed.converter.error.ConverterException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

/** The written file, read by Hugging Face's own library, against this module's ids. */
class TokenizerJsonTest {

  private static final int MAX_LENGTH = 256;

  @ParameterizedTest
  @EnumSource(TextStandardizer.class)
  void write_nastyTexts_tokenizeAlikeInHuggingFace(TextStandardizer standardizer)
      throws IOException {
    assertSameIds(standardizer, nastyTexts());
  }

  /** Every code point of the first two planes but surrogates, between two letters. */
  @ParameterizedTest
  @EnumSource(TextStandardizer.class)
  void write_everyCodePoint_tokenizesAlikeInHuggingFace(TextStandardizer standardizer)
      throws IOException {
    List<String> texts = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    int words = 0;
    for (int c = 0; c <= 0x1ffff; c++) {
      if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
        text.append("a").appendCodePoint(c).append("b ");
        words++;
      }
      if (words == 100 || c == 0x1ffff) {
        texts.add(text.toString());
        text.setLength(0);
        words = 0;
      }
    }
    assertSameIds(standardizer, texts);
  }

  @ParameterizedTest
  @EnumSource(TextStandardizer.class)
  void write_agNewsTexts_tokenizeAlikeInHuggingFace(TextStandardizer standardizer)
      throws IOException {
    Path file =
        Stream.ofNullable(System.getenv("HEED_SHARED"))
            .map(Path::of)
            .findFirst()
            .orElse(Path.of("../../shared"))
            .resolve("agnews/test.csv");
    assumeTrue(Files.exists(file), "AG News is not beside the repository");
    List<String> texts =
        Corpus.read(file, CorpusOptions.agNews()).texts().stream()
            .limit(2_000)
            .map(LabelledText::text)
            .toList();
    assertSameIds(standardizer, texts);
  }

  @Test
  void write_longText_isCutAndShortTextIsNotPadded() throws IOException {
    Vocabulary vocabulary = Vocabulary.of(List.of("[PAD]", "[UNK]", "oil"));
    try (HuggingFaceTokenizer tokenizer = open(vocabulary, TextStandardizer.KERAS, 3)) {
      assertArrayEquals(new long[] {2, 1, 2}, tokenizer.encode("oil x oil x oil").getIds());
      assertArrayEquals(new long[] {2}, tokenizer.encode("Oil!").getIds());
    }
  }

  @Test
  void write_typedSpecialToken_isAWordInHuggingFaceToo() throws IOException {
    Vocabulary vocabulary = Vocabulary.of(List.of("[PAD]", "[UNK]", "pad"));
    try (HuggingFaceTokenizer tokenizer = open(vocabulary, TextStandardizer.KERAS, 9)) {
      assertArrayEquals(new long[] {2, 1}, tokenizer.encode("[PAD] [UNK]").getIds());
    }
  }

  @Test
  void write_maxLengthZero_isError() {
    Vocabulary vocabulary = Vocabulary.of(List.of("[PAD]", "[UNK]", "x"));

    assertThrows(
        ConverterException.class, () -> TokenizerJson.write(vocabulary, TextStandardizer.KERAS, 0));
  }

  /** Every other word is in the vocabulary, so that known and unknown ones must fall together. */
  private static void assertSameIds(TextStandardizer standardizer, List<String> texts)
      throws IOException {
    Set<String> entries = new LinkedHashSet<>(List.of(Vocabulary.PAD, Vocabulary.UNKNOWN));
    int count = 0;
    for (String text : texts) {
      for (String word : standardizer.words(text)) {
        if (count++ % 8 != 0) {
          entries.add(word);
        }
      }
    }
    Vocabulary vocabulary = Vocabulary.of(List.copyOf(entries));
    assertTrue(vocabulary.size() > 100, "too few words to mean anything");
    try (HuggingFaceTokenizer tokenizer = open(vocabulary, standardizer, MAX_LENGTH)) {
      for (String text : texts) {
        assertArrayEquals(
            tokenizer.encode(text).getIds(),
            vocabulary.encode(text, standardizer, MAX_LENGTH),
            () -> standardizer + " differs on " + text + ": " + standardizer.words(text));
      }
    }
  }

  private static HuggingFaceTokenizer open(
      Vocabulary vocabulary, TextStandardizer standardizer, int maxLength) throws IOException {
    byte[] json = TokenizerJson.write(vocabulary, standardizer, maxLength);
    // Without a word on padding, DJL follows the file.
    return HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json), Map.of());
  }

  private static List<String> nastyTexts() throws IOException {
    JsonMapper json = new JsonMapper();
    try (InputStream in =
        Objects.requireNonNull(TokenizerJsonTest.class.getResourceAsStream("/nasty-texts.jsonl"))) {
      List<String> texts =
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .map(line -> json.readTree(line).get("text").stringValue())
              .toList();
      assertEquals(242, texts.size());
      return texts;
    }
  }
}
