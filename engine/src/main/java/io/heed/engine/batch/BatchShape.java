package io.heed.engine.batch;

/**
 * The shape of a run's inputs. Immutable.
 *
 * @param rows the texts, padding rows included, 1 or more
 * @param length the tokens of each, padding included, 1 or more
 */
public record BatchShape(int rows, int length) {
  /** The tokens that are computed. */
  public long tokens() {
    return (long) rows * length;
  }

  /** For messages: {@code [rows, length]}. */
  @Override
  public String toString() {
    return "[" + rows + ", " + length + "]";
  }
}
