package io.heed.converter.cli;

import io.heed.converter.corpus.LabelledText;
import io.heed.converter.error.ConverterException;
import io.heed.converter.error.ConverterException.Kind;
import io.heed.converter.verify.ModelUnderTest;
import io.heed.converter.verify.Probe;
import io.heed.engine.token.TextTokenizer;
import io.heed.engine.token.TokenSequence;
import io.heed.engine.token.TokenizerConfig;
import io.heed.models.ModelDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Texts in the tokens of a model directory, as the engine would make them. Stateless. */
final class ProbeTexts {
  private static final String TOKENIZER = "tokenizer.json";
  private static final String TOKENIZER_CONFIG = "tokenizer_config.json";

  /** Where the model says nothing; the engine takes as many. */
  private static final int USUAL_MAX_TOKENS = 512;

  private ProbeTexts() {}

  /** Texts without labels; those without a token are left out. */
  static Probe of(List<String> texts, ModelUnderTest reference, int rows) {
    return Probe.texts(tokens(texts, reference), rows, padId(requireDirectory(reference)));
  }

  /** The tokens of texts; those without a token are left out. */
  static List<TokenSequence> tokens(List<String> texts, ModelUnderTest reference) {
    List<TokenSequence> tokens = new ArrayList<>();
    try (TextTokenizer tokenizer = tokenizer(requireDirectory(reference))) {
      texts.stream().map(tokenizer::encode).filter(t -> t.length() > 0).forEach(tokens::add);
    }
    return tokens;
  }

  /** Texts with labels, which must be those of the model if it names any. */
  static Probe labelled(List<LabelledText> texts, ModelUnderTest reference, int rows) {
    List<TokenSequence> tokens = new ArrayList<>();
    List<Integer> expected = new ArrayList<>();
    ModelDirectory directory = requireDirectory(reference);
    List<String> labels = reference.labels();
    try (TextTokenizer tokenizer = tokenizer(directory)) {
      for (LabelledText text : texts) {
        TokenSequence sequence = tokenizer.encode(text.text());
        if (sequence.length() > 0) {
          tokens.add(sequence);
          expected.add(labels.isEmpty() ? text.labelId() : labelId(text, labels));
        }
      }
    }
    int[] ids = expected.stream().mapToInt(id -> id).toArray();
    return Probe.labelled(tokens, rows, padId(directory), ids);
  }

  private static int labelId(LabelledText text, List<String> labels) {
    int id = labels.indexOf(text.label());
    if (id < 0) {
      throw new ConverterException(
          Kind.INPUT,
          String.format(
              Locale.ROOT,
              "labels of the data: found \"%s\" in line %d, expected those of the model: %s;"
                  + " --labels VALUE=LABEL,… says which value stands for which label",
              text.label(),
              text.line(),
              String.join(", ", labels)));
    }
    return id;
  }

  /** The directory of a reference, without which no text can be read. */
  static ModelDirectory requireDirectory(ModelUnderTest reference) {
    return reference
        .directory()
        .orElseThrow(
            () ->
                new ConverterException(
                    Kind.USAGE,
                    reference.name()
                        + ": found a file, expected a model directory as --reference, whose"
                        + " tokenizer.json reads the texts"));
  }

  private static long padId(ModelDirectory directory) {
    return directory.config().padTokenId().orElse(0);
  }

  private static TextTokenizer tokenizer(ModelDirectory directory) {
    TokenizerConfig config =
        directory.has(TOKENIZER_CONFIG)
            ? TokenizerConfig.read(directory.read(TOKENIZER_CONFIG))
            : TokenizerConfig.EMPTY;
    int longest =
        IntStream.concat(directory.config().maxTokens().stream(), config.modelMaxLength().stream())
            .min()
            .orElse(USUAL_MAX_TOKENS);
    return TextTokenizer.open(directory.read(TOKENIZER), config, longest);
  }
}
