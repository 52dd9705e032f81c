package io.heed.engine;

import io.heed.engine.label.Pooling;
import io.heed.models.ModelDirectory;
import java.util.Optional;

/** Loads a {@link TextEmbedder} with other than the defaults. For one thread. */
public final class TextEmbedderBuilder extends EngineBuilder<TextEmbedderBuilder> {
  private Optional<Pooling> pooling = Optional.empty();
  private Optional<Boolean> normalized = Optional.empty();
  private Optional<String> pooledOutput = Optional.empty();
  private LongTexts longTexts = LongTexts.truncate();

  TextEmbedderBuilder(ModelDirectory directory) {
    super(directory);
  }

  @Override
  TextEmbedderBuilder self() {
    return this;
  }

  /**
   * How the vectors of a text's tokens become one: {@link Pooling#CLS}, {@link Pooling#MEAN} or
   * {@link Pooling#MAX}; by default as {@code 1_Pooling/config.json} says, or the mean.
   */
  public TextEmbedderBuilder pooling(Pooling value) {
    if (value == Pooling.NONE) {
      throw new IllegalArgumentException("pooling: NONE, expected CLS, MEAN or MAX");
    }
    pooling = Optional.of(value);
    return this;
  }

  /**
   * Whether embeddings are scaled to length 1; by default if {@code modules.json} has such a step.
   */
  public TextEmbedderBuilder normalized(boolean value) {
    normalized = Optional.of(value);
    return this;
  }

  /**
   * Takes what the graph itself has pooled, an output of shape {@code [batch, width]} such as
   * {@code sentence_embedding}, in place of pooling hidden states.
   */
  public TextEmbedderBuilder pooledOutput(String name) {
    pooledOutput = Optional.of(name);
    return this;
  }

  /**
   * What becomes of long texts: {@link LongTexts#truncate()}, the default, or {@link
   * LongTexts#refuse()}.
   */
  public TextEmbedderBuilder longTexts(LongTexts value) {
    if (value.way() == LongTexts.Way.WINDOWS) {
      throw new IllegalArgumentException("longTexts: " + value + ", expected TRUNCATE or REFUSE");
    }
    longTexts = value;
    return this;
  }

  /**
   * Loads the model.
   *
   * @throws io.heed.engine.error.EngineException of kind MODEL if this engine cannot run it
   * @throws io.heed.models.ModelException if a file cannot be read
   */
  public TextEmbedder build() {
    EngineSettings settings = settings();
    Choice choice = new Choice(pooling, normalized, pooledOutput, longTexts.way());
    return new TextEmbedder(
        new Replaceable<>(
            directory(), directory -> LoadedEmbedder.load(directory, settings, choice)));
  }

  /** What the builder was told; the rest is as the files of the model say. */
  record Choice(
      Optional<Pooling> pooling,
      Optional<Boolean> normalized,
      Optional<String> pooledOutput,
      LongTexts.Way longTexts) {

    /** A graph that has pooled gives one vector, which any pooling leaves as it is. */
    Pooling pooling(SentenceTransformer files, boolean pooled) {
      return pooling.orElseGet(() -> pooled ? Pooling.MEAN : files.pooling());
    }
  }
}
