package io.heed.converter.optimize;

import org.jspecify.annotations.Nullable;

/**
 * What keeps attention from some of the keys.
 *
 * @param sum what is added to the scores; null if there is a condition
 * @param condition the condition of a choice between a score and {@code fill}; null if there is a
 *     sum
 * @param keeps whether a score is kept where the condition is true; else where it is false
 * @param fill what stands in place of a hidden score
 * @param padding what the mask is if it follows from a padding mask of the input; else null
 */
record AttentionMask(
    @Nullable String sum,
    @Nullable String condition,
    boolean keeps,
    double fill,
    @Nullable PaddingMask padding) {
  /**
   * A number that, added to a score, leaves nothing of it: so a sum with it and a choice are the
   * same.
   */
  private static final double DROWNS = -1e9;

  /** A mask that is added. */
  static AttentionMask added(String sum, PaddingMasks masks) {
    PaddingMask padding = masks.of(sum);
    return padding != null && padding.visible() == 0 && padding.hidden() < 0
        ? new AttentionMask(sum, null, true, padding.hidden(), padding)
        : new AttentionMask(sum, null, true, Double.NaN, null);
  }

  /** A mask that chooses. */
  static AttentionMask chosen(String condition, boolean keeps, double fill, PaddingMasks masks) {
    PaddingMask padding = masks.of(condition);
    boolean hides = padding != null && padding.visible() == (keeps ? 1 : 0) && fill <= DROWNS;
    return new AttentionMask(null, condition, keeps, fill, hides ? padding : null);
  }
}
