package io.heed.converter.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;

/**
 * Batches of texts of similar length: padding to a random batch's longest text doubles the tokens
 * of AG News, within these buckets it adds little.
 */
final class LengthBuckets {
  /** Batches that are sorted together; more sort better, fewer mix better. */
  private static final int BATCHES_A_POOL = 64;

  private LengthBuckets() {}

  /**
   * The rows of an epoch's batches: all rows are shuffled, cut into pools, each pool sorted by
   * length and cut into batches, and the batches shuffled.
   *
   * @param lengths the length of each text
   * @return a batch of row numbers an element; all hold {@code batchSize} rows but one at most
   */
  static int[][] batches(int[] lengths, int batchSize, RandomGenerator random) {
    int[] rows = new int[lengths.length];
    Arrays.setAll(rows, i -> i);
    shuffle(rows, random);
    List<int[]> batches = new ArrayList<>();
    int poolSize = batchSize * BATCHES_A_POOL;
    for (int start = 0; start < rows.length; start += poolSize) {
      int[] pool =
          sorted(Arrays.copyOfRange(rows, start, Math.min(start + poolSize, rows.length)), lengths);
      for (int from = 0; from < pool.length; from += batchSize) {
        batches.add(Arrays.copyOfRange(pool, from, Math.min(from + batchSize, pool.length)));
      }
    }
    Collections.shuffle(batches, new Random(random.nextLong()));
    return batches.toArray(int[][]::new);
  }

  private static int[] sorted(int[] rows, int[] lengths) {
    return Arrays.stream(rows)
        .boxed()
        .sorted(Comparator.comparingInt(row -> lengths[row]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private static void shuffle(int[] rows, RandomGenerator random) {
    for (int i = rows.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int row = rows[i];
      rows[i] = rows[j];
      rows[j] = row;
    }
  }
}
