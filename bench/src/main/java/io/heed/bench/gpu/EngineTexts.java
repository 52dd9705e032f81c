package io.heed.bench.gpu;

import io.heed.bench.error.BenchException;
import io.heed.bench.error.BenchException.Kind;
import io.heed.engine.TextClassifier;
import io.heed.engine.token.TextTokenizer;
import io.heed.engine.token.TokenSequence;
import io.heed.models.ModelDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The engine, and texts that have the wanted lengths in the tokens of a synthetic model: whole
 * words of its vocabulary at random. Confined to one thread; owns the engine.
 */
final class EngineTexts implements AutoCloseable {
  /** The engine's own defaults on a GPU. */
  static final int MOST_TOKENS = 16_384;

  /** The same. */
  static final int MOST_ROWS = 256;

  private static final int SPECIAL_TOKENS = 2;

  private final TextClassifier classifier;
  private final List<String> texts;
  private final List<TokenSequence> tokens;

  private EngineTexts(TextClassifier classifier, List<String> texts, List<TokenSequence> tokens) {
    this.classifier = classifier;
    this.texts = texts;
    this.tokens = tokens;
  }

  static EngineTexts open(Path directory, String variant, GpuSettings settings, Path cache) {
    ModelDirectory model = ModelDirectory.open(directory);
    List<String> words = words(model);
    Random random = new Random(3);
    List<String> texts = new ArrayList<>();
    List<TokenSequence> tokens = new ArrayList<>();
    try (TextTokenizer tokenizer =
        TextTokenizer.open(model.read("tokenizer.json"), model.config().maxTokens().orElse(512))) {
      for (int length : settings.mixed()) {
        StringBuilder text = new StringBuilder();
        for (int i = SPECIAL_TOKENS; i < length; i++) {
          text.append(words.get(random.nextInt(words.size()))).append(' ');
        }
        texts.add(text.toString());
        tokens.add(tokenizer.encode(text.toString()));
      }
    }
    TextClassifier classifier =
        TextClassifier.builder(model)
            .variant(variant)
            .device(settings.device().toString())
            .warmUp(settings.device().isAccelerator() ? Duration.ofSeconds(60) : Duration.ZERO)
            .tensorRtCache(cache)
            .build();
    return new EngineTexts(classifier, texts, tokens);
  }

  /** What the texts are to the model. */
  List<TokenSequence> tokens() {
    return tokens;
  }

  /** Classifies all texts. */
  void classifyAll() {
    classifier.classifyAll(texts);
  }

  private static List<String> words(ModelDirectory model) {
    JsonNode vocabulary =
        JsonMapper.shared().readTree(model.read("tokenizer.json")).at("/model/vocab");
    List<String> words =
        vocabulary.propertyNames().stream().filter(word -> word.matches("[a-z]{2,}")).toList();
    if (words.isEmpty()) {
      throw new BenchException(
          Kind.INPUT, model.name() + "/tokenizer.json: found no whole words, expected some");
    }
    return words;
  }

  @Override
  public void close() {
    classifier.close();
  }
}
