package io.heed.engine;

import io.heed.engine.label.EntityAggregation;
import io.heed.models.ModelDirectory;

/** Loads a {@link TokenClassifier} with other than the defaults. For one thread. */
public final class TokenClassifierBuilder extends EngineBuilder<TokenClassifierBuilder> {
  private EntityAggregation aggregation = EntityAggregation.SIMPLE;
  private LongTexts longTexts = LongTexts.windows();

  TokenClassifierBuilder(ModelDirectory directory) {
    super(directory);
  }

  @Override
  TokenClassifierBuilder self() {
    return this;
  }

  /** How tokens become entities, {@link EntityAggregation#SIMPLE} by default. */
  public TokenClassifierBuilder aggregation(EntityAggregation value) {
    aggregation = value;
    return this;
  }

  /** What becomes of long texts, {@link LongTexts#windows()} by default. */
  public TokenClassifierBuilder longTexts(LongTexts value) {
    longTexts = value;
    return this;
  }

  /**
   * Loads the model.
   *
   * @throws io.heed.engine.error.EngineException of kind MODEL if this engine cannot run it
   * @throws io.heed.models.ModelException if a file cannot be read
   */
  public TokenClassifier build() {
    EngineSettings settings = settings();
    EntityAggregation how = aggregation;
    LongTexts ofLong = longTexts;
    return new TokenClassifier(
        new Replaceable<>(
            directory(),
            directory -> LoadedTokenClassifier.load(directory, settings, how, ofLong)));
  }
}
