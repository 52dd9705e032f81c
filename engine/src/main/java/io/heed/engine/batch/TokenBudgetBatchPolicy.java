package io.heed.engine.batch;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fills a run up to a number of tokens, padding counted, with the texts whose lengths are nearest
 * to that of the most urgent one. The policy for accelerators, which are the faster for each text
 * the more there is to compute. Immutable.
 *
 * <p>Shapes are rounded up, so that the runtime sees few of them: each new one costs it memory and,
 * for some providers, the choice of kernels. With {@link ShapeBuckets} all shapes are known
 * beforehand.
 */
public final class TokenBudgetBatchPolicy implements BatchPolicy {
  private final int maxTokens;
  private final int maxRows;
  private final int window;
  private final int multiple;
  private final @Nullable ShapeBuckets buckets;

  private TokenBudgetBatchPolicy(
      int maxTokens, int maxRows, int window, int multiple, @Nullable ShapeBuckets buckets) {
    this.maxTokens = maxTokens;
    this.maxRows = maxRows;
    this.window = window;
    this.multiple = multiple;
    this.buckets = buckets;
  }

  /**
   * A policy whose runs have as many rows as texts; all numbers 1 or more.
   *
   * @param maxTokens rows times padded length of a run; a single text may exceed it
   * @param maxRows the most texts of a run
   * @param window how many waiting texts a choice looks at
   * @param bucket lengths are padded to a multiple of this
   */
  public static TokenBudgetBatchPolicy of(int maxTokens, int maxRows, int window, int bucket) {
    BatchLimits.positive("maxTokens", maxTokens);
    BatchLimits.positive("maxRows", maxRows);
    BatchLimits.positive("window", window);
    BatchLimits.positive("bucket", bucket);
    return new TokenBudgetBatchPolicy(maxTokens, maxRows, window, bucket, null);
  }

  /**
   * A policy whose runs are padded to buckets, in rows and length, and stay within their budget.
   *
   * @param window how many waiting texts a choice looks at, 1 or more
   */
  public static TokenBudgetBatchPolicy of(ShapeBuckets buckets, int window) {
    BatchLimits.positive("window", window);
    return new TokenBudgetBatchPolicy(Integer.MAX_VALUE, buckets.maxRows(), window, 1, buckets);
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
      if (fits(count + 1, paddedLength(grown))) {
        chosen[count++] = index;
        longest = grown;
      }
    }
    return count;
  }

  @Override
  public int paddedLength(int longest) {
    return buckets != null
        ? buckets.length(longest)
        : (longest + multiple - 1) / multiple * multiple;
  }

  @Override
  public int paddedRows(int texts, int length) {
    return buckets != null ? buckets.rows(texts, length) : texts;
  }

  @Override
  public List<BatchShape> shapes() {
    return buckets != null ? buckets.shapes() : List.of();
  }

  private boolean fits(int texts, int length) {
    return buckets != null ? texts <= buckets.mostRows(length) : (long) texts * length <= maxTokens;
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
}
