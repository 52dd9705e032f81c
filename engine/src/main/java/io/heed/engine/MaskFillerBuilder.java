package io.heed.engine;

import io.heed.models.ModelDirectory;

/**
 * Loads a {@link MaskFiller} with other than the defaults. For one thread.
 *
 * <p>Texts do not share runs by default ({@link #maxBatchRows} is 1): logits over a vocabulary are
 * large, 62 MB for 512 tokens of BERT.
 */
public final class MaskFillerBuilder extends EngineBuilder<MaskFillerBuilder> {
  private int topK = 5;

  MaskFillerBuilder(ModelDirectory directory) {
    super(directory, 1);
  }

  @Override
  MaskFillerBuilder self() {
    return this;
  }

  /** How many tokens a mask gets, 5 by default. */
  public MaskFillerBuilder topK(int value) {
    topK = positive("topK", value);
    return this;
  }

  /**
   * Loads the model.
   *
   * @throws io.heed.engine.error.EngineException of kind MODEL if this engine cannot run it
   * @throws io.heed.models.ModelException if a file cannot be read
   */
  public MaskFiller build() {
    EngineSettings settings = settings();
    int tokens = topK;
    return new MaskFiller(
        new Replaceable<>(
            directory(), directory -> LoadedFiller.load(directory, settings, tokens)));
  }
}
