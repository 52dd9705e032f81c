package io.heed.converter.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LengthBucketsTest {
  private static final int[] LENGTHS = new SplittableRandom(1).ints(10_007, 1, 120).toArray();

  @Test
  void batches_anyLengths_holdEachRowOnce() {
    int[] rows =
        Arrays.stream(LengthBuckets.batches(LENGTHS, 32, new SplittableRandom(2)))
            .flatMapToInt(Arrays::stream)
            .sorted()
            .toArray();
    int[] expected = new int[LENGTHS.length];
    Arrays.setAll(expected, i -> i);
    assertArrayEquals(expected, rows);
  }

  @Test
  void batches_anyLengths_areFullButOne() {
    int[][] batches = LengthBuckets.batches(LENGTHS, 32, new SplittableRandom(2));
    assertEquals((LENGTHS.length + 31) / 32, batches.length);
    assertEquals(1, Arrays.stream(batches).filter(batch -> batch.length != 32).count());
  }

  @Test
  void batches_uniformLengths_padLessThanFivePercent() {
    long padded = 0;
    for (int[] batch : LengthBuckets.batches(LENGTHS, 32, new SplittableRandom(2))) {
      padded += (long) batch.length * Arrays.stream(batch).map(row -> LENGTHS[row]).max().orElse(0);
    }
    long real = Arrays.stream(LENGTHS).sum();
    assertTrue(padded < 1.05 * real, padded + " padded, " + real + " real tokens");
  }

  @Test
  void batches_otherStream_areOthers() {
    assertTrue(
        Arrays.deepEquals(
            LengthBuckets.batches(LENGTHS, 32, new SplittableRandom(2)),
            LengthBuckets.batches(LENGTHS, 32, new SplittableRandom(2))));
    assertFalse(
        Arrays.deepEquals(
            LengthBuckets.batches(LENGTHS, 32, new SplittableRandom(2)),
            LengthBuckets.batches(LENGTHS, 32, new SplittableRandom(3))));
  }
}
