package io.heed.engine.label;

import io.heed.engine.token.Encoding;
import java.util.Arrays;
import java.util.List;

/** The scores of one token, label by label, and where it stands in its text. Immutable. */
final class TokenScores {
  final float[] scores;
  final int start;
  final int end;

  private TokenScores(float[] scores, int start, int end) {
    this.scores = scores;
    this.start = start;
    this.end = end;
  }

  /** The scores of the token at a position, by softmax over its row of the logits. */
  static TokenScores of(Encoding encoding, int position, float[] logits, int labels) {
    float[] row = Arrays.copyOfRange(logits, position * labels, (position + 1) * labels);
    return new TokenScores(
        ScoreFunction.SOFTMAX.apply(row), encoding.start(position), encoding.end(position));
  }

  /** The mean of each label's scores. */
  static float[] mean(List<TokenScores> tokens) {
    float[] means = new float[tokens.get(0).scores.length];
    for (int label = 0; label < means.length; label++) {
      double sum = 0;
      for (TokenScores token : tokens) {
        sum += token.scores[label];
      }
      means[label] = (float) (sum / tokens.size());
    }
    return means;
  }

  /** The token with the best score of all, the first of equals. */
  static TokenScores best(List<TokenScores> tokens) {
    TokenScores best = tokens.get(0);
    for (TokenScores token : tokens) {
      best = token.bestScore() > best.bestScore() ? token : best;
    }
    return best;
  }

  /** The label with the best score, the first of equals. */
  static int argMax(float[] scores) {
    int best = 0;
    for (int label = 1; label < scores.length; label++) {
      best = scores[label] > scores[best] ? label : best;
    }
    return best;
  }

  private float bestScore() {
    return scores[argMax(scores)];
  }
}
