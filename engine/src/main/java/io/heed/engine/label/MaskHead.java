package io.heed.engine.label;

import io.heed.engine.token.TokenSequence;
import java.util.stream.IntStream;

/**
 * Turns the logits of a masked language model into the tokens that fit best at each mask.
 * Immutable.
 *
 * @param maskTokenId the id of the mask
 * @param topK how many tokens a mask gets, 1 or more
 */
public record MaskHead(long maskTokenId, int topK) {
  /** Checks. */
  public MaskHead {
    if (topK < 1) {
      throw new IllegalArgumentException("topK: " + topK + ", expected 1 or more");
    }
  }

  /** Where the masks stand among the tokens. */
  public int[] positions(TokenSequence tokens) {
    long[] ids = tokens.ids();
    return IntStream.range(0, ids.length).filter(i -> ids[i] == maskTokenId).toArray();
  }

  /**
   * The best tokens of the mask at a position.
   *
   * @param logits those of that position, a value a token of the vocabulary
   */
  public MaskFill fill(int position, float[] logits) {
    return new MaskFill(position, Ranking.of(ScoreFunction.SOFTMAX.apply(logits), topK));
  }
}
