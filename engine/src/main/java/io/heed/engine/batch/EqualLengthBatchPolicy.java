package io.heed.engine.batch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

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
    int[] order =
        IntStream.range(0, lengths.length)
            .boxed()
            .sorted(Comparator.comparingInt(i -> lengths[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    List<int[]> runs = new ArrayList<>();
    int start = 0;
    for (int end = 1; end <= order.length; end++) {
      boolean full = end - start == maxRows;
      if (end == order.length || full || lengths[order[end]] != lengths[order[start]]) {
        runs.add(Arrays.copyOfRange(order, start, end));
        start = end;
      }
    }
    return runs;
  }
}
