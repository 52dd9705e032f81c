package io.heed.engine.batch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The few shapes that runs are padded to: lengths and numbers of rows from two short ladders, as
 * far as a budget of tokens allows. Immutable.
 *
 * <p>A step of a ladder is an eighth to a quarter of the length (16 at least) and a third to a half
 * of the rows: padding computes little for nothing, and 512 tokens by 256 rows need no more than
 * some two hundred shapes. A memory arena that has seen them all asks for no more memory.
 */
public final class ShapeBuckets {
  private static final int SMALLEST_STEP = 16;

  private final int[] lengths;
  private final int[] rows;
  private final int maxTokens;

  private ShapeBuckets(int[] lengths, int[] rows, int maxTokens) {
    this.lengths = lengths;
    this.rows = rows;
    this.maxTokens = maxTokens;
  }

  /**
   * The buckets; all numbers 1 or more. The last length is {@code maxLength} itself, since a model
   * has no positions beyond.
   *
   * @param maxLength the tokens of the longest text
   * @param maxRows the most rows of a run
   * @param maxTokens rows times length of a run; one row is allowed whatever its length
   */
  public static ShapeBuckets of(int maxLength, int maxRows, int maxTokens) {
    BatchLimits.positive("maxLength", maxLength);
    BatchLimits.positive("maxRows", maxRows);
    BatchLimits.positive("maxTokens", maxTokens);
    return new ShapeBuckets(lengths(maxLength), rows(maxRows), maxTokens);
  }

  /** All shapes, those of the most tokens first. */
  public List<BatchShape> shapes() {
    List<BatchShape> shapes = new ArrayList<>();
    for (int length : lengths) {
      for (int count : rows) {
        if (count <= mostRows(length)) {
          shapes.add(new BatchShape(count, length));
        }
      }
    }
    shapes.sort(
        Comparator.comparingLong(BatchShape::tokens)
            .thenComparingInt(BatchShape::length)
            .reversed());
    return List.copyOf(shapes);
  }

  /** The most rows of any length. */
  public int maxRows() {
    return rows[rows.length - 1];
  }

  /** The bucket of a length; a length beyond all buckets is its own. */
  int length(int longest) {
    return ceiling(lengths, longest);
  }

  /** The bucket of a number of texts, which is at most {@link #mostRows}. */
  int rows(int texts, int length) {
    return Math.min(ceiling(rows, texts), Math.max(texts, mostRows(length)));
  }

  /** The largest number of rows that the budget allows at a length. */
  int mostRows(int length) {
    int most = rows[0];
    for (int count : rows) {
      if ((long) count * length <= maxTokens) {
        most = count;
      }
    }
    return most;
  }

  private static int ceiling(int[] ladder, int value) {
    int index = Arrays.binarySearch(ladder, value);
    int above = index >= 0 ? index : -index - 1;
    return above < ladder.length ? ladder[above] : value;
  }

  /** 16, 32 … 128, 160 … 256, 320 … 512, 640 …, and the longest. */
  private static int[] lengths(int maxLength) {
    IntStream.Builder ladder = IntStream.builder();
    int length = SMALLEST_STEP;
    while (length < maxLength) {
      ladder.add(length);
      length += Math.max(SMALLEST_STEP, Integer.highestOneBit(length) / 4);
    }
    return ladder.add(maxLength).build().toArray();
  }

  /** 1, 2, 3, 4, 6, 8, 12, 16, 24 …, and the most. */
  private static int[] rows(int maxRows) {
    IntStream.Builder ladder = IntStream.builder();
    int count = 1;
    while (count < maxRows) {
      ladder.add(count);
      count += Math.max(1, Integer.highestOneBit(count) / 2);
    }
    return ladder.add(maxRows).build().toArray();
  }
}
