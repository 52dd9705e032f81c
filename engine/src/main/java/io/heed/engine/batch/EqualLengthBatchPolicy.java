package io.heed.engine.batch;

/**
 * Puts texts of equal length together, up to a number of rows: no token of padding is ever
 * computed. With one row, a text a run. The policy for CPUs. Immutable.
 */
public final class EqualLengthBatchPolicy implements BatchPolicy {
  /** Texts looked at for each row that is looked for; of AG News' lengths, 3 % are equal. */
  private static final int WINDOW_A_ROW = 32;

  private final int maxRows;

  private EqualLengthBatchPolicy(int maxRows) {
    this.maxRows = maxRows;
  }

  /** A policy with at most this many texts a run, 1 or more. */
  public static EqualLengthBatchPolicy of(int maxRows) {
    if (maxRows < 1) {
      throw new IllegalArgumentException("maxRows: " + maxRows + ", expected 1 or more");
    }
    return new EqualLengthBatchPolicy(maxRows);
  }

  @Override
  public int window() {
    return maxRows == 1 ? 1 : maxRows * WINDOW_A_ROW;
  }

  @Override
  public int maxRows() {
    return maxRows;
  }

  @Override
  public boolean pads() {
    return false;
  }

  @Override
  public int choose(WaitingTexts waiting, int[] chosen) {
    int length = waiting.length(0);
    int count = 0;
    for (int i = 0; i < waiting.count() && count < maxRows; i++) {
      if (waiting.length(i) == length) {
        chosen[count++] = i;
      }
    }
    return count;
  }
}
