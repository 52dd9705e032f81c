package io.heed.engine;

import io.heed.engine.error.EngineException;
import io.heed.models.ModelDirectory;
import java.nio.file.Path;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A text classifier: a model directory, loaded. Thread-safe: any number of threads may call it, and
 * share its lanes (one a processor, unless told otherwise). Owns native memory and threads until
 * {@link #close}.
 *
 * <pre>{@code
 * try (TextClassifier classifier = TextClassifier.load(Path.of("models/ag-news"))) {
 *   Classification c = classifier.classify("Oil prices soar to an all-time record");
 *   CompletableFuture<Classification> later = classifier.classifyAsync(text);
 * }
 * }</pre>
 *
 * <p>Texts are tokenised on the caller's thread. A single request is admitted or refused at once
 * (kind OVERLOADED); lists and streams wait for room. What is hung on a future runs on the lane
 * that completed it: give slow work an executor of its own ({@code thenApplyAsync}). A cancelled
 * future is dropped when its turn comes, without a run.
 *
 * <p>A text longer than the model takes is cut, on the right usually, unless the builder was told
 * something else ({@link LongTexts}); of a pair, the longer one is cut first. Any string is fine,
 * also one with NUL, control characters or half a surrogate pair (which counts as U+FFFD); only a
 * text in which the tokenizer finds no token is refused.
 */
public final class TextClassifier extends TaskEngine {
  private final Replaceable<LoadedClassifier> model;

  TextClassifier(Replaceable<LoadedClassifier> model) {
    this.model = model;
  }

  @Override
  Replaceable<LoadedClassifier> model() {
    return model;
  }

  /**
   * Loads the default variant of a model directory.
   *
   * @throws io.heed.models.ModelException if there is no model directory or it is not as it must be
   * @throws EngineException of kind MODEL if this engine cannot run it
   */
  public static TextClassifier load(Path directory) {
    return load(ModelDirectory.open(directory));
  }

  /**
   * Loads the default variant of an opened model directory.
   *
   * @throws EngineException of kind MODEL if this engine cannot run it
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
   * Classifies a text; blocks until the answer is there.
   *
   * @throws EngineException of kind INVALID_INPUT if the text has no tokens, OVERLOADED if too many
   *     are waiting, RUNTIME if the run fails, CANCELLED if the thread is interrupted, CLOSED after
   *     {@link #close}
   */
  public Classification classify(String text) {
    return classify(text, RequestOptions.DEFAULT);
  }

  /**
   * Classifies a text; blocks until the answer is there.
   *
   * @throws EngineException as {@link #classify(String)} does, and of kind DEADLINE_EXCEEDED
   */
  public Classification classify(String text, RequestOptions options) {
    return model.with(loaded -> loaded.call(text, options));
  }

  /** {@link #classify(String, String, RequestOptions)} with the defaults. */
  public Classification classify(String first, String second) {
    return classify(first, second, RequestOptions.DEFAULT);
  }

  /**
   * Classifies a pair of texts, such as premise and hypothesis or query and document; blocks until
   * the answer is there.
   *
   * @throws EngineException as {@link #classify(String, RequestOptions)} does
   */
  public Classification classify(String first, String second, RequestOptions options) {
    return model.with(
        loaded -> loaded.pipeline().withRoom().call(loaded.job(first, second, 0), options));
  }

  /** {@link #classifyAsync(String, String, RequestOptions)} with the defaults. */
  public CompletableFuture<Classification> classifyAsync(String first, String second) {
    return classifyAsync(first, second, RequestOptions.DEFAULT);
  }

  /**
   * Classifies a pair of texts in the background. Blocks for the tokenizer alone.
   *
   * @return completes as that of {@link #classifyAsync(String, RequestOptions)} does
   */
  public CompletableFuture<Classification> classifyAsync(
      String first, String second, RequestOptions options) {
    return model.withAsync(
        loaded -> loaded.pipeline().withRoom().submit(loaded.job(first, second, 0), options));
  }

  /** {@link #classifyAsync(String, RequestOptions)} with the defaults. */
  public CompletableFuture<Classification> classifyAsync(String text) {
    return classifyAsync(text, RequestOptions.DEFAULT);
  }

  /**
   * Classifies a text in the background. Blocks for the tokenizer alone.
   *
   * @return completes with the answer, or exceptionally with an {@link EngineException}, refusal
   *     (OVERLOADED, INVALID_INPUT, CLOSED) included
   */
  public CompletableFuture<Classification> classifyAsync(String text, RequestOptions options) {
    return model.withAsync(
        loaded -> loaded.pipeline().withRoom().submit(loaded.job(text, 0), options));
  }

  /**
   * Classifies texts; the answers stand in the order of the texts. Texts of equal length may share
   * a run of the model. Waits for room where single requests are refused.
   *
   * @throws EngineException as {@link #classify(String)} does; a text without tokens fails the
   *     whole call, and the exception names its index
   */
  public List<Classification> classifyAll(List<String> texts) {
    return List.copyOf(
        model.with(
            loaded -> loaded.pipeline().callAll(texts, RequestOptions.DEFAULT, loaded::job)));
  }

  /**
   * Classifies a stream of any length, reading a little ahead of the answers; they stand in the
   * order of the texts. Lazy: the terminal operation does the work, and throws what {@link
   * #classifyAll(List)} does.
   */
  public Stream<Classification> classifyAll(Stream<String> texts) {
    ReadAhead<String, Classification> answers =
        new ReadAhead<>(
            texts.iterator(),
            model.get().pipeline().maxInFlight(),
            (text, index) ->
                model.with(
                    loaded ->
                        loaded
                            .pipeline()
                            .submitWhenAdmitted(loaded.job(text, index), RequestOptions.DEFAULT)));
    Spliterator<Classification> ordered =
        Spliterators.spliteratorUnknownSize(answers, Spliterator.ORDERED | Spliterator.NONNULL);
    return StreamSupport.stream(ordered, false).onClose(texts::close);
  }

  /** The labels in the order of their ids. */
  public List<String> labels() {
    return model.get().labels();
  }
}
