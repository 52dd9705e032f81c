package io.heed.converter.synthesize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.heed.converter.error.ConverterException;
import io.heed.converter.error.ConverterException.Kind;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EncoderConfigTest {

  private static void assertRefused(String message, UnaryOperator<EncoderConfig.Builder> change) {
    EncoderConfig.Builder builder = change.apply(EncoderPreset.TINY.config());
    ConverterException failure = assertThrows(ConverterException.class, builder::build);
    assertEquals(Kind.USAGE, failure.kind());
    assertEquals(message, failure.getMessage());
  }

  /** As published; MiniLM, BERT-base and BERT-large with a classifier of two labels on top. */
  @ParameterizedTest
  @CsvSource({
    "minilm-l6, 22713216, 384",
    "bert-base, 109482240, 768",
    "bert-large, 335141888, 1024"
  })
  void parameters_presets_areThePublishedNumbers(String name, long published, int width) {
    EncoderConfig config = EncoderPreset.named(name).config().build();

    assertEquals(published + 2L * width + 2, config.parameters());
  }

  @Test
  void parameters_sixLayersWithoutTypes_areDistilBerts() {
    EncoderConfig.Builder builder = EncoderPreset.BERT_BASE.config();
    EncoderConfig config =
        builder.layers(6).typeVocabularySize(0).task(EncoderTask.ENCODER).build();

    assertEquals(66_362_880, config.parameters());
  }

  @Test
  void build_badNumbers_areNamed() {
    assertRefused("heads: found 5, expected a divisor of hidden-size 32", c -> c.heads(5));
    assertRefused("heads: found 33, expected 1 to 32", c -> c.heads(33));
    assertRefused("layers: found 0, expected 1 to 1000", c -> c.layers(0));
    assertRefused("hidden-size: found -1, expected 1 to 65536", c -> c.hiddenSize(-1));
    assertRefused("opset: found 16, expected 17 to 22", c -> c.opset(16));
    assertRefused("opset: found 23, expected 17 to 22", c -> c.opset(23));
    assertRefused("labels: found 0, expected 1 to 1000000", c -> c.labels(0));
    assertRefused("max-positions: found 2, expected 3 to 1000000", c -> c.maxPositions(2));
    assertRefused(
        "vocabulary-size: found 108, expected 109 to 1000000", c -> c.vocabularySize(108));
    assertRefused(
        "type-vocabulary-size: found -1, expected 0 to 1000000", c -> c.typeVocabularySize(-1));
  }

  @Test
  void named_unknownPreset_listsThoseThatAre() {
    ConverterException failure =
        assertThrows(ConverterException.class, () -> EncoderPreset.named("bert-huge"));

    assertEquals(Kind.USAGE, failure.kind());
    assertEquals(
        "preset: found \"bert-huge\", expected one of tiny, minilm-l6, bert-base, bert-large",
        failure.getMessage());
  }
}
