package io.heed.engine.batch;

import java.util.Arrays;

/**
 * Fills a run up to a number of tokens, padding counted, with the texts whose lengths are nearest
 * to that of the most urgent one. The policy for accelerators, which are the faster for each text
 * the more there is to compute. Immutable.
 *
 * <p>Lengths are rounded up to a multiple of a bucket, so that the runtime sees few shapes: each
 * new one costs it memory and, for some providers, the choice of kernels.
 */
public final class TokenBudgetBatchPolicy implements BatchPolicy {
  private final int maxTokens;
  private final int maxRows;
  private final int window;
  private final int bucket;

  private TokenBudgetBatchPolicy(int maxTokens, int maxRows, int window, int bucket) {
    this.maxTokens = maxTokens;
    this.maxRows = maxRows;
    this.window = window;
    this.bucket = bucket;
  }

  /**
   * A policy; all numbers 1 or more.
   *
   * @param maxTokens rows times padded length of a run; a single text may exceed it
   * @param maxRows the most texts of a run
   * @param window how many waiting texts a choice looks at
   * @param bucket lengths are padded to a multiple of this
   */
  public static TokenBudgetBatchPolicy of(int maxTokens, int maxRows, int window, int bucket) {
    positive("maxTokens", maxTokens);
    positive("maxRows", maxRows);
    positive("window", window);
    positive("bucket", bucket);
    return new TokenBudgetBatchPolicy(maxTokens, maxRows, window, bucket);
  }

  @Override
  public int window() {
    return window;
  }

  @Override
  public int maxRows() {
    return maxRows;
  }

  @Override
  public int choose(WaitingTexts waiting, int[] chosen) {
    long[] nearest = nearestFirst(waiting);
    chosen[0] = 0;
    int count = 1;
    int longest = waiting.length(0);
    for (int i = 0; i < nearest.length && count < maxRows; i++) {
      int index = (int) nearest[i];
      int grown = Math.max(longest, waiting.length(index));
      if ((long) (count + 1) * paddedLength(grown) <= maxTokens) {
        chosen[count++] = index;
        longest = grown;
      }
    }
    return count;
  }

  @Override
  public int paddedLength(int longest) {
    return (longest + bucket - 1) / bucket * bucket;
  }

  /** All but the first: the difference of the padded lengths above, the index below. */
  private long[] nearestFirst(WaitingTexts waiting) {
    int head = paddedLength(waiting.length(0));
    long[] order = new long[waiting.count() - 1];
    for (int i = 0; i < order.length; i++) {
      long distance = Math.abs(paddedLength(waiting.length(i + 1)) - head);
      order[i] = (distance << 32) | (i + 1);
    }
    Arrays.sort(order);
    return order;
  }

  private static void positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": " + value + ", expected 1 or more");
    }
  }
}
