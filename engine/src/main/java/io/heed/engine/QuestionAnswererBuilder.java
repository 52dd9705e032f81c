package io.heed.engine;

import io.heed.engine.label.AnswerHead;
import io.heed.models.ModelDirectory;

/** Loads a {@link QuestionAnswerer} with other than the defaults. For one thread. */
public final class QuestionAnswererBuilder extends EngineBuilder<QuestionAnswererBuilder> {
  private int topK = 1;
  private int maxAnswerTokens = 15;
  private boolean impossible;
  private boolean wholeWords = true;
  private LongTexts windows = LongTexts.windows();

  QuestionAnswererBuilder(ModelDirectory directory) {
    super(directory);
  }

  @Override
  QuestionAnswererBuilder self() {
    return this;
  }

  /** How many answers a question gets at most, 1 by default. */
  public QuestionAnswererBuilder topK(int value) {
    topK = positive("topK", value);
    return this;
  }

  /** The longest answer in tokens, 15 by default. */
  public QuestionAnswererBuilder maxAnswerTokens(int value) {
    maxAnswerTokens = positive("maxAnswerTokens", value);
    return this;
  }

  /**
   * Whether "no answer", an empty text, competes; not by default. For models trained for that, on
   * SQuAD 2.0 say.
   */
  public QuestionAnswererBuilder impossibleAnswers(boolean value) {
    impossible = value;
    return this;
  }

  /** Whether answers are widened to whole words, as is the default. */
  public QuestionAnswererBuilder wholeWords(boolean value) {
    wholeWords = value;
    return this;
  }

  /**
   * How many tokens of a window over a long context are in the next one too, 0 or more; by default
   * 128, or half of them if that is less.
   */
  public QuestionAnswererBuilder stride(int value) {
    windows = LongTexts.windows(value);
    return this;
  }

  /**
   * Loads the model.
   *
   * @throws io.heed.engine.error.EngineException of kind MODEL if this engine cannot run it
   * @throws io.heed.models.ModelException if a file cannot be read
   */
  public QuestionAnswerer build() {
    EngineSettings settings = settings();
    AnswerHead head = new AnswerHead(topK, maxAnswerTokens, impossible, wholeWords);
    LongTexts ofLong = windows;
    return new QuestionAnswerer(
        new Replaceable<>(
            directory(), directory -> LoadedAnswerer.load(directory, settings, head, ofLong)));
  }
}
