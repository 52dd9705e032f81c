package io.heed.engine.batch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Puts texts of equal length together, up to a number of rows: no token of padding is ever
 * computed. Immutable. Short runs first; texts of equal length keep their order.
 */
public final class EqualLengthBatchPolicy implements BatchPolicy {
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
  public List<int[]> plan(int[] lengths) {
    long[] order = new long[lengths.length]; // the length above, the index below
    for (int i = 0; i < order.length; i++) {
      order[i] = ((long) lengths[i] << 32) | i;
    }
    Arrays.sort(order);
    List<int[]> runs = new ArrayList<>();
    int start = 0;
    for (int end = 1; end <= order.length; end++) {
      boolean full = end - start == maxRows;
      if (end == order.length || full || order[end] >> 32 != order[start] >> 32) {
        runs.add(Arrays.stream(order, start, end).mapToInt(key -> (int) key).toArray());
        start = end;
      }
    }
    return runs;
  }
}
