package io.heed.converter.cli;

import io.heed.converter.quantize.TokenInputs;
import io.heed.converter.verify.ModelUnderTest;
import io.heed.engine.token.TokenSequence;
import java.nio.file.Path;
import java.util.List;

/** What a model runs on to show how large its values become. Stateless. */
final class CalibrationTexts {
  private static final int RANDOM_TEXTS = 32;
  private static final int RANDOM_LENGTH = 32;
  private static final int SEED = 42;

  private CalibrationTexts() {}

  /** Random ids, for models that were not trained. */
  static TokenInputs random(ModelUnderTest model) {
    return TokenInputs.random(RANDOM_TEXTS, RANDOM_LENGTH, model.vocabularySize(), SEED);
  }

  /** The first lines of a file that are not blank, by the model directory's tokenizer. */
  static TokenInputs of(Path file, int limit, ModelUnderTest model) {
    List<String> lines =
        TextFile.read(file).lines().filter(line -> !line.isBlank()).limit(limit).toList();
    List<TokenSequence> tokens = ProbeTexts.tokens(lines, model);
    return TokenInputs.of(
        tokens.stream().map(TokenSequence::ids).toList(),
        tokens.stream().map(TokenSequence::typeIds).toList());
  }
}
