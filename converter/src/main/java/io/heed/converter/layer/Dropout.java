package io.heed.converter.layer;

import org.nd4j.autodiff.samediff.SDVariable;

/** Multiplies by a fed mask in training, does nothing in inference or at rate 0. */
final class Dropout {
  private Dropout() {}

  /** On features of tokens, {@code rows} of shape [batch * sequence, width]. */
  static SDVariable ofTokens(
      LayerScope scope, String name, double rate, SDVariable rows, int width) {
    if (!scope.training() || rate == 0) {
      return rows;
    }
    SDVariable mask = scope.dropoutMask(name, rate, DropoutMask.Span.TOKENS, width);
    return rows.mul(scope.graph().reshape(mask, -1, width));
  }

  /** On features of texts, shape [batch, width]. */
  static SDVariable ofTexts(
      LayerScope scope, String name, double rate, SDVariable rows, int width) {
    if (!scope.training() || rate == 0) {
      return rows;
    }
    return rows.mul(scope.dropoutMask(name, rate, DropoutMask.Span.TEXTS, width));
  }
}
