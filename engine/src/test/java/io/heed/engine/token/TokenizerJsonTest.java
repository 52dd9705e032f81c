package io.heed.engine.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.heed.engine.error.EngineException;
import io.heed.engine.testing.HfFixture;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenizerJsonTest {
  /** The sizes: vocab_size of each fixture's config.json. */
  @ParameterizedTest
  @CsvSource({"tiny-bert-classifier, 2000", "tiny-roberta-classifier, 1500"})
  void vocabularySize_ofFixture_isThatOfItsConfiguration(String name, int expected) {
    byte[] json = new HfFixture(name).read("tokenizer.json");
    assertEquals(expected, TokenizerJson.vocabularySize(json));
  }

  @Test
  void vocabularySize_ofPieces_countsThemAndAddedTokensOnce() {
    String json =
        "{\"added_tokens\": [{\"content\": \"<s>\"}, {\"content\": \"<mask>\"}],"
            + " \"model\": {\"type\": \"Unigram\", \"vocab\": [[\"<s>\", 0.0], [\"a\", -1.5]]}}";
    assertEquals(3, TokenizerJson.vocabularySize(json.getBytes(StandardCharsets.UTF_8)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{\"model\": 3}", "{\"model\": {\"vocab\": \"no\"}"})
  void vocabularySize_ofSomethingElse_isRefused(String json) {
    EngineException refused =
        assertThrows(
            EngineException.class,
            () -> TokenizerJson.vocabularySize(json.getBytes(StandardCharsets.UTF_8)));
    assertEquals(EngineException.Kind.MODEL, refused.kind());
  }

  @ParameterizedTest
  @CsvSource({
    "'{}', ",
    "'[]', ",
    "'{\"truncation\": null}', ",
    "'{\"a\": {\"truncation\": {\"direction\": \"Left\"}}}', ",
    "'{\"a\": [{}], \"truncation\": {\"direction\": \"Left\"}}', LEFT",
    "'{\"truncation\": {\"direction\": \"Right\"}, \"rest\": ', RIGHT"
  })
  void truncationSide_ofTheFile_isWhatItSays(String json, TruncationSide expected) {
    assertEquals(
        Optional.ofNullable(expected),
        TokenizerJson.truncationSide(json.getBytes(StandardCharsets.UTF_8)));
  }

  @ParameterizedTest
  @CsvSource({"tiny-bert-classifier, true", "tiny-roberta-classifier, false"})
  void marksContinuations_ofWordPieces_isTrue(String name, boolean expected) {
    assertEquals(
        expected, TokenizerJson.marksContinuations(new HfFixture(name).read("tokenizer.json")));
  }
}
