package io.heed.engine;

import io.heed.engine.error.EngineException;
import io.heed.models.ModelDirectory;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Finds the words that fit at the masks of texts, with a model of class {@code …ForMaskedLM}, as
 * Hugging Face's fill-mask pipeline does. Thread-safe; owns native memory and threads until {@link
 * #close}. {@link TaskEngine} says what holds for all engines.
 *
 * <pre>{@code
 * try (MaskFiller filler = MaskFiller.load(Path.of("models/bert-base-uncased"))) {
 *   String word = filler.fill("Oil prices [MASK] on Monday.").masks().get(0).get(0).token();
 * }
 * }</pre>
 *
 * <p>A text longer than the model takes is cut. Each mask is filled as if the others stayed masks.
 */
public final class MaskFiller extends TaskEngine {
  private final Replaceable<LoadedFiller> model;

  MaskFiller(Replaceable<LoadedFiller> model) {
    this.model = model;
  }

  @Override
  Replaceable<LoadedFiller> model() {
    return model;
  }

  /**
   * Loads the default variant of a model directory.
   *
   * @throws io.heed.models.ModelException if there is no model directory or it is not as it must be
   * @throws EngineException of kind MODEL if this engine cannot run it
   */
  public static MaskFiller load(Path directory) {
    return load(ModelDirectory.open(directory));
  }

  /**
   * Loads the default variant of an opened model directory.
   *
   * @throws EngineException of kind MODEL if this engine cannot run it
   */
  public static MaskFiller load(ModelDirectory directory) {
    return builder(directory).build();
  }

  /** A builder, for other than the defaults. */
  public static MaskFillerBuilder builder(ModelDirectory directory) {
    return new MaskFillerBuilder(directory);
  }

  /**
   * Fills the masks of a text; blocks until the answer is there.
   *
   * @throws EngineException of kind INVALID_INPUT if the text has no mask, OVERLOADED if too many
   *     are waiting, RUNTIME if the run fails, CANCELLED if the thread is interrupted, CLOSED after
   *     {@link #close}
   */
  public FilledText fill(String text) {
    return fill(text, RequestOptions.DEFAULT);
  }

  /**
   * Fills the masks of a text; blocks until the answer is there.
   *
   * @throws EngineException as {@link #fill(String)} does, and of kind DEADLINE_EXCEEDED
   */
  public FilledText fill(String text, RequestOptions options) {
    return model.with(loaded -> loaded.pipeline().withRoom().call(loaded.job(text, 0), options));
  }

  /** {@link #fillAsync(String, RequestOptions)} with the defaults. */
  public CompletableFuture<FilledText> fillAsync(String text) {
    return fillAsync(text, RequestOptions.DEFAULT);
  }

  /**
   * Fills the masks of a text in the background. Blocks for the tokenizer alone.
   *
   * @return completes with the answer, or exceptionally with an {@link EngineException}, refusal
   *     included
   */
  public CompletableFuture<FilledText> fillAsync(String text, RequestOptions options) {
    return model.withAsync(
        loaded -> loaded.pipeline().withRoom().submit(loaded.job(text, 0), options));
  }

  /**
   * Fills the masks of texts; the answers stand in the order of the texts. Waits for room where
   * single requests are refused.
   *
   * @throws EngineException as {@link #fill(String)} does; a text without a mask fails the whole
   *     call, and the exception names its index
   */
  public List<FilledText> fillAll(List<String> texts) {
    return List.copyOf(
        model.with(
            loaded -> loaded.pipeline().callAll(texts, RequestOptions.DEFAULT, loaded::job)));
  }

  /** The mask, as a text has it: {@code [MASK]}, {@code <mask>}. */
  public String mask() {
    return model.get().mask();
  }
}
