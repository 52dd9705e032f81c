package io.heed.engine;

import io.heed.engine.error.EngineException;
import io.heed.models.ModelDirectory;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Finds the entities of texts (persons, places, whatever the labels say) with a model of class
 * {@code …ForTokenClassification}, as Hugging Face's token-classification pipeline does.
 * Thread-safe; owns native memory and threads until {@link #close}. {@link TaskEngine} says what
 * holds for all engines.
 *
 * <pre>{@code
 * try (TokenClassifier classifier = TokenClassifier.load(Path.of("models/ner"))) {
 *   List<Entity> entities = classifier.classify("John Miller flew to Berlin.").entities();
 * }
 * }</pre>
 *
 * <p>A text longer than the model takes is read in overlapping windows, unless the builder was told
 * to cut or refuse it; of entities that overlap the longer one stays, or the one with the better
 * score.
 */
public final class TokenClassifier extends TaskEngine {
  private final Replaceable<LoadedTokenClassifier> model;

  TokenClassifier(Replaceable<LoadedTokenClassifier> model) {
    this.model = model;
  }

  @Override
  Replaceable<LoadedTokenClassifier> model() {
    return model;
  }

  /**
   * Loads the default variant of a model directory.
   *
   * @throws io.heed.models.ModelException if there is no model directory or it is not as it must be
   * @throws EngineException of kind MODEL if this engine cannot run it
   */
  public static TokenClassifier load(Path directory) {
    return load(ModelDirectory.open(directory));
  }

  /**
   * Loads the default variant of an opened model directory.
   *
   * @throws EngineException of kind MODEL if this engine cannot run it
   */
  public static TokenClassifier load(ModelDirectory directory) {
    return builder(directory).build();
  }

  /** A builder, for other than the defaults. */
  public static TokenClassifierBuilder builder(ModelDirectory directory) {
    return new TokenClassifierBuilder(directory);
  }

  /**
   * Finds the entities of a text; blocks until the answer is there.
   *
   * @throws EngineException of kind INVALID_INPUT if the text has no tokens or is refused for its
   *     length, OVERLOADED if too many are waiting, RUNTIME if the run fails, CANCELLED if the
   *     thread is interrupted, CLOSED after {@link #close}
   */
  public TokenClassification classify(String text) {
    return classify(text, RequestOptions.DEFAULT);
  }

  /**
   * Finds the entities of a text; blocks until the answer is there.
   *
   * @throws EngineException as {@link #classify(String)} does, and of kind DEADLINE_EXCEEDED
   */
  public TokenClassification classify(String text, RequestOptions options) {
    return model.with(loaded -> loaded.pipeline().withRoom().call(loaded.job(text, 0), options));
  }

  /** {@link #classifyAsync(String, RequestOptions)} with the defaults. */
  public CompletableFuture<TokenClassification> classifyAsync(String text) {
    return classifyAsync(text, RequestOptions.DEFAULT);
  }

  /**
   * Finds the entities of a text in the background. Blocks for the tokenizer alone.
   *
   * @return completes with the answer, or exceptionally with an {@link EngineException}, refusal
   *     included
   */
  public CompletableFuture<TokenClassification> classifyAsync(String text, RequestOptions options) {
    return model.withAsync(
        loaded -> loaded.pipeline().withRoom().submit(loaded.job(text, 0), options));
  }

  /**
   * Finds the entities of texts; the answers stand in the order of the texts. Waits for room where
   * single requests are refused.
   *
   * @throws EngineException as {@link #classify(String)} does; a text without tokens fails the
   *     whole call, and the exception names its index
   */
  public List<TokenClassification> classifyAll(List<String> texts) {
    return List.copyOf(
        model.with(
            loaded -> loaded.pipeline().callAll(texts, RequestOptions.DEFAULT, loaded::job)));
  }

  /** The labels of the tokens in the order of their ids. */
  public List<String> labels() {
    return model.get().head().labels();
  }
}
