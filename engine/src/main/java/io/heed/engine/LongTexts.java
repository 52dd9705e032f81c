package io.heed.engine;

import io.heed.engine.error.EngineException;
import io.heed.engine.label.WindowAggregation;
import io.heed.engine.token.TextTokenizer;

/** What becomes of a text longer than the model takes. Immutable. */
public final class LongTexts {
  private static final int USUAL_STRIDE = 128;
  private static final int UNSET = -1;

  /** The ways. */
  enum Way {
    TRUNCATE,
    REFUSE,
    WINDOWS
  }

  private final Way way;
  private final int stride;
  private final WindowAggregation aggregation;

  private LongTexts(Way way, int stride, WindowAggregation aggregation) {
    this.way = way;
    this.stride = stride;
    this.aggregation = aggregation;
  }

  /** It is cut, on the side its tokenizer says, and the answer is about the rest. */
  public static LongTexts truncate() {
    return new LongTexts(Way.TRUNCATE, UNSET, WindowAggregation.MEAN);
  }

  /** It is refused with kind INVALID_INPUT; the message names its tokens and the limit. */
  public static LongTexts refuse() {
    return new LongTexts(Way.REFUSE, UNSET, WindowAggregation.MEAN);
  }

  /**
   * All of it is read, in windows of which two neighbours share 128 tokens, or half of them if that
   * is less. Each window is a request and a run of its own. The scores of a classification are the
   * means over the windows.
   */
  public static LongTexts windows() {
    return new LongTexts(Way.WINDOWS, UNSET, WindowAggregation.MEAN);
  }

  /**
   * All of it is read, in windows; the scores of a classification are the means over the windows.
   *
   * @param stride how many tokens of a window are in the next one too, 0 or more
   */
  public static LongTexts windows(int stride) {
    return windows(stride, WindowAggregation.MEAN);
  }

  /**
   * All of it is read, in windows.
   *
   * @param stride how many tokens of a window are in the next one too, 0 or more
   * @param aggregation how the scores of the windows become those of the text; of use to
   *     classifications of texts only
   */
  public static LongTexts windows(int stride, WindowAggregation aggregation) {
    if (stride < 0) {
      throw new IllegalArgumentException("stride: " + stride + ", expected 0 or more");
    }
    return new LongTexts(Way.WINDOWS, stride, aggregation);
  }

  Way way() {
    return way;
  }

  WindowAggregation aggregation() {
    return aggregation;
  }

  /**
   * How many tokens two neighbouring windows share.
   *
   * @throws EngineException of kind MODEL if the windows of this tokenizer are too short for that
   */
  int stride(TextTokenizer tokenizer) {
    int room = tokenizer.maxLength() - tokenizer.pairLength("", "");
    int shared = stride == UNSET ? Math.max(0, Math.min(USUAL_STRIDE, room / 2)) : stride;
    if (way == Way.WINDOWS && shared >= room) {
      throw new EngineException(
          EngineException.Kind.MODEL,
          "stride of the windows of long texts: "
              + shared
              + ", expected less than "
              + room
              + ", the maximum length of the model, "
              + tokenizer.maxLength()
              + ", without special tokens");
    }
    return shared;
  }

  /** The name of the way, for logs. */
  @Override
  public String toString() {
    return way.name();
  }
}
