package io.heed.engine;

import io.heed.models.ModelDirectory;
import java.nio.file.Path;
import java.util.List;

/**
 * A text classifier: a model directory, loaded. Thread-safe; calls block and do their work on the
 * caller's thread, so that as many texts are classified at a time as threads call. Owns native
 * memory until {@link #close}.
 *
 * <pre>{@code
 * try (TextClassifier classifier = TextClassifier.load(Path.of("models/ag-news"))) {
 *   Classification c = classifier.classify("Oil prices soar to an all-time record");
 * }
 * }</pre>
 *
 * <p>A text longer than the model takes is cut on the right. Any string is fine, also one with NUL,
 * control characters or half a surrogate pair (which counts as U+FFFD); only a text in which the
 * tokenizer finds no token is refused.
 */
public final class TextClassifier implements AutoCloseable {
  private final Pipeline pipeline;
  private final ModelDescriber describer;
  private final List<String> labels;

  TextClassifier(Pipeline pipeline, ModelDescriber describer, List<String> labels) {
    this.pipeline = pipeline;
    this.describer = describer;
    this.labels = labels;
  }

  /**
   * Loads the default variant of a model directory.
   *
   * @throws io.heed.models.ModelException if there is no model directory or it is not as it must be
   * @throws io.heed.engine.error.EngineException of kind MODEL if this engine cannot run it
   */
  public static TextClassifier load(Path directory) {
    return load(ModelDirectory.open(directory));
  }

  /**
   * Loads the default variant of an opened model directory.
   *
   * @throws io.heed.engine.error.EngineException of kind MODEL if this engine cannot run it
   */
  public static TextClassifier load(ModelDirectory directory) {
    return builder(directory).build();
  }

  /** Loads the model that comes with Heed: the topic of a news item, trained on AG News. */
  public static TextClassifier bundled() {
    return load(ModelDirectory.bundled());
  }

  /** A builder, for other than the defaults. */
  public static TextClassifierBuilder builder(ModelDirectory directory) {
    return new TextClassifierBuilder(directory);
  }

  /**
   * Classifies a text.
   *
   * @throws io.heed.engine.error.EngineException of kind INVALID_INPUT if the text has no tokens,
   *     RUNTIME if the run fails, CLOSED after {@link #close}
   */
  public Classification classify(String text) {
    return pipeline.classify(text);
  }

  /**
   * Classifies texts; the answers stand in the order of the texts. Texts of equal length may share
   * a run of the model.
   *
   * @throws io.heed.engine.error.EngineException as {@link #classify} does; a text without tokens
   *     fails the whole call, and the exception names its index
   */
  public List<Classification> classifyAll(List<String> texts) {
    return List.copyOf(pipeline.classifyAll(texts));
  }

  /** The labels in the order of their ids. */
  public List<String> labels() {
    return labels;
  }

  /** What the model is; reads the model directory again. */
  public ModelDescription describe() {
    return describer.describe();
  }

  /** Frees the model after the calls under way; later calls do nothing. */
  @Override
  public void close() {
    pipeline.close();
  }
}
