package io.heed.engine.token;

/**
 * How a text that is too long is cut. Immutable.
 *
 * @param maxLength the most tokens that stay, special tokens included, 1 or more
 * @param strategy which text of a pair is cut
 * @param side from which end
 */
public record Truncation(int maxLength, TruncationStrategy strategy, TruncationSide side) {
  /** Checks. */
  public Truncation {
    if (maxLength < 1) {
      throw new IllegalArgumentException("maxLength: " + maxLength + ", expected 1 or more");
    }
  }

  /** The usual way: the longest text of a pair first, on the right. */
  public static Truncation to(int maxLength) {
    return new Truncation(maxLength, TruncationStrategy.LONGEST_FIRST, TruncationSide.RIGHT);
  }

  /** The same with another strategy. */
  public Truncation with(TruncationStrategy other) {
    return new Truncation(maxLength, other, side);
  }

  /** The same from another side. */
  public Truncation with(TruncationSide other) {
    return new Truncation(maxLength, strategy, other);
  }

  /** The same, to the smaller of this length and another. */
  public Truncation atMost(int otherMaxLength) {
    return otherMaxLength < maxLength ? new Truncation(otherMaxLength, strategy, side) : this;
  }
}
