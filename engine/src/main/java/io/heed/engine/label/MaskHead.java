package io.heed.engine.label;

import io.heed.engine.error.EngineException;
import io.heed.engine.token.TokenSequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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

  /**
   * The best tokens of each mask, in the order of the text.
   *
   * @param tokens the text
   * @param logits of shape {@code [tokens, vocabulary]}, in row-major order
   * @throws EngineException of kind INVALID_INPUT if there is no mask among the tokens
   */
  public List<MaskFill> fills(TokenSequence tokens, float[] logits) {
    if (tokens.length() == 0 || logits.length % tokens.length() != 0) {
      throw new IllegalArgumentException(
          "logits: "
              + logits.length
              + " values, expected as many for each token, of which there"
              + " are "
              + tokens.length());
    }
    int vocabulary = logits.length / tokens.length();
    List<MaskFill> fills = new ArrayList<>();
    for (int i = 0; i < tokens.length(); i++) {
      if (tokens.ids()[i] == maskTokenId) {
        float[] row = Arrays.copyOfRange(logits, i * vocabulary, (i + 1) * vocabulary);
        fills.add(new MaskFill(i, Ranking.of(ScoreFunction.SOFTMAX.apply(row), topK)));
      }
    }
    if (fills.isEmpty()) {
      throw new EngineException(
          EngineException.Kind.INVALID_INPUT,
          "the text has no mask, or it was cut off: expected the token of id "
              + maskTokenId
              + " at least once");
    }
    return List.copyOf(fills);
  }
}
