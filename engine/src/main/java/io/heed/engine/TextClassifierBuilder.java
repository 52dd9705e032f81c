package io.heed.engine;

import io.heed.models.ModelDirectory;

/** Loads a {@link TextClassifier} with other than the defaults. For one thread. */
public final class TextClassifierBuilder extends EngineBuilder<TextClassifierBuilder> {
  private int topK = Integer.MAX_VALUE;
  private LongTexts longTexts = LongTexts.truncate();

  TextClassifierBuilder(ModelDirectory directory) {
    super(directory);
  }

  @Override
  TextClassifierBuilder self() {
    return this;
  }

  /** How many labels an answer lists, 1 or more; by default all. */
  public TextClassifierBuilder topK(int value) {
    topK = positive("topK", value);
    return this;
  }

  /**
   * What becomes of long texts, {@link LongTexts#truncate()} by default. The windows of a pair are
   * over its second text; the first one is in each of them.
   */
  public TextClassifierBuilder longTexts(LongTexts value) {
    longTexts = value;
    return this;
  }

  /**
   * Loads the model.
   *
   * @throws io.heed.engine.error.EngineException of kind MODEL if this engine cannot run it
   * @throws io.heed.models.ModelException if a file cannot be read
   */
  public TextClassifier build() {
    EngineSettings settings = settings();
    int labels = topK;
    LongTexts ofLong = longTexts;
    return new TextClassifier(
        new Replaceable<>(
            directory(), directory -> LoadedClassifier.load(directory, settings, labels, ofLong)));
  }
}
