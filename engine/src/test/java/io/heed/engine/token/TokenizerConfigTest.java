package io.heed.engine.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.engine.error.EngineException;
import io.heed.engine.testing.HfFixture;
import io.heed.engine.testing.TaskFixtures;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenizerConfigTest {
  @Test
  void read_fixtures_giveLengthAndTokens() {
    for (HfFixture fixture : TaskFixtures.models()) {
      TokenizerConfig config = TokenizerConfig.read(fixture.read("tokenizer_config.json"));
      assertEquals(OptionalInt.of(512), config.modelMaxLength());
      assertEquals(Optional.empty(), config.truncationSide());
      String mask = fixture.equals(HfFixture.ROBERTA) ? "<mask>" : "[MASK]";
      assertEquals(Optional.of(mask), config.specialToken("mask_token"));
      assertEquals(Optional.empty(), config.specialToken("unheard_token"));
      long expected = 4; // in all of their vocabularies
      try (TextTokenizer tokenizer = TaskFixtures.tokenizer(fixture)) {
        assertEquals(OptionalLong.of(expected), tokenizer.tokenId(mask));
        assertEquals(OptionalLong.empty(), tokenizer.tokenId("two words"));
        assertEquals(OptionalLong.empty(), tokenizer.tokenId(""));
      }
    }
  }

  /** The large ones: what transformers writes for no limit, as an integer and as a float. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"model_max_length\": null}",
        "{\"model_max_length\": 1000000000000000019884624838656}",
        "{\"model_max_length\": 1e30}",
        "{\"model_max_length\": 9223372036854775807}"
      })
  void modelMaxLength_noneOrHuge_isEmpty(String json) {
    assertEquals(OptionalInt.empty(), read(json).modelMaxLength());
  }

  @Test
  void read_tokensAsObjectsAndASide_areUnderstood() {
    TokenizerConfig config =
        read(
            "{\"truncation_side\": \"left\", \"model_max_length\": 8192,"
                + " \"mask_token\": {\"__type\": \"AddedToken\", \"content\": \"<mask>\"},"
                + " \"unk_token\": null}");
    assertEquals(Optional.of(TruncationSide.LEFT), config.truncationSide());
    assertEquals(OptionalInt.of(8192), config.modelMaxLength());
    assertEquals(Optional.of("<mask>"), config.specialToken("mask_token"));
    assertEquals(Optional.empty(), config.specialToken("unk_token"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{\"model_max_length\": \"512\"}",
        "{\"model_max_length\": 0}",
        "{\"truncation_side\": \"top\"}"
      })
  void read_somethingElse_isRefused(String json) {
    EngineException refused =
        assertThrows(
            EngineException.class,
            () -> {
              TokenizerConfig config = read(json);
              config.modelMaxLength();
              config.truncationSide();
            });
    assertEquals(EngineException.Kind.MODEL, refused.kind());
    assertTrue(String.valueOf(refused.getMessage()).startsWith("tokenizer_config.json: "));
  }

  private static TokenizerConfig read(String json) {
    return TokenizerConfig.read(json.getBytes(StandardCharsets.UTF_8));
  }
}
