package io.heed.engine;

import io.heed.engine.error.EngineException;
import io.heed.models.ModelDirectory;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Turns texts into vectors that lie close together where the texts mean the same, with an encoder
 * whose graph gives hidden states ({@code last_hidden_state}), as sentence-transformers does.
 * Thread-safe; owns native memory and threads until {@link #close}. {@link TaskEngine} says what
 * holds for all engines.
 *
 * <pre>{@code
 * try (TextEmbedder embedder = TextEmbedder.load(Path.of("models/all-MiniLM-L6-v2"))) {
 *   double alike = embedder.embed("a cat").cosine(embedder.embed("a kitten"));
 * }
 * }</pre>
 *
 * <p>Pooling and scaling are as the files {@code modules.json} and {@code 1_Pooling/config.json}
 * say, where the directory has them, or else the mean over the tokens as it is; the builder
 * overrides both. A text longer than the model takes is cut, unless the builder was told to refuse
 * it.
 */
public final class TextEmbedder extends TaskEngine {
  private final Replaceable<LoadedEmbedder> model;

  TextEmbedder(Replaceable<LoadedEmbedder> model) {
    this.model = model;
  }

  @Override
  Replaceable<LoadedEmbedder> model() {
    return model;
  }

  /**
   * Loads the default variant of a model directory.
   *
   * @throws io.heed.models.ModelException if there is no model directory or it is not as it must be
   * @throws EngineException of kind MODEL if this engine cannot run it
   */
  public static TextEmbedder load(Path directory) {
    return load(ModelDirectory.open(directory));
  }

  /**
   * Loads the default variant of an opened model directory.
   *
   * @throws EngineException of kind MODEL if this engine cannot run it
   */
  public static TextEmbedder load(ModelDirectory directory) {
    return builder(directory).build();
  }

  /** A builder, for other than the defaults. */
  public static TextEmbedderBuilder builder(ModelDirectory directory) {
    return new TextEmbedderBuilder(directory);
  }

  /**
   * Embeds a text; blocks until the answer is there.
   *
   * @throws EngineException of kind INVALID_INPUT if the text has no tokens or is refused for its
   *     length, OVERLOADED if too many are waiting, RUNTIME if the run fails, CANCELLED if the
   *     thread is interrupted, CLOSED after {@link #close}
   */
  public Embedding embed(String text) {
    return embed(text, RequestOptions.DEFAULT);
  }

  /**
   * Embeds a text; blocks until the answer is there.
   *
   * @throws EngineException as {@link #embed(String)} does, and of kind DEADLINE_EXCEEDED
   */
  public Embedding embed(String text, RequestOptions options) {
    return model.with(loaded -> loaded.pipeline().withRoom().call(loaded.job(text, 0), options));
  }

  /** {@link #embedAsync(String, RequestOptions)} with the defaults. */
  public CompletableFuture<Embedding> embedAsync(String text) {
    return embedAsync(text, RequestOptions.DEFAULT);
  }

  /**
   * Embeds a text in the background. Blocks for the tokenizer alone.
   *
   * @return completes with the answer, or exceptionally with an {@link EngineException}, refusal
   *     included
   */
  public CompletableFuture<Embedding> embedAsync(String text, RequestOptions options) {
    return model.withAsync(
        loaded -> loaded.pipeline().withRoom().submit(loaded.job(text, 0), options));
  }

  /**
   * Embeds texts; the answers stand in the order of the texts. Waits for room where single requests
   * are refused.
   *
   * @throws EngineException as {@link #embed(String)} does; a text without tokens fails the whole
   *     call, and the exception names its index
   */
  public List<Embedding> embedAll(List<String> texts) {
    return List.copyOf(
        model.with(
            loaded -> loaded.pipeline().callAll(texts, RequestOptions.DEFAULT, loaded::job)));
  }
}
