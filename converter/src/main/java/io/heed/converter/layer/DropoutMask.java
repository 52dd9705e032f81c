package io.heed.converter.layer;

/**
 * A dropout mask that each training step feeds: factors 0 (dropped) or 1 / (1 - rate) (kept).
 *
 * <p>The masks are drawn outside the graph: ND4J's dropout operators have no gradient, and its
 * random source belongs to the process, so that a resumed run could not draw the same masks again.
 *
 * @param name the placeholder's name
 * @param rate the share of factors that are 0, in (0, 1)
 * @param span whether a factor belongs to a token's feature or to a text's
 * @param width the size of the last axis
 */
public record DropoutMask(String name, double rate, Span span, int width) {
  /** What a mask's factors cover. */
  public enum Span {
    /** Shape [batch, sequence, width]. */
    TOKENS,
    /** Shape [batch, width]. */
    TEXTS
  }
}
