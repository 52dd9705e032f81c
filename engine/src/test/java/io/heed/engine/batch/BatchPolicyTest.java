package io.heed.engine.batch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every policy must do. */
abstract class BatchPolicyTest {
  abstract BatchPolicy policy();

  @Test
  void plan_noTexts_isEmpty() {
    assertTrue(policy().plan(new int[0]).isEmpty());
  }

  @Test
  void plan_randomLengths_coversEveryTextOnce() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 100; round++) {
      int texts = random.nextInt(60);
      int[] lengths = random.ints(texts, 1, 9).toArray();
      List<int[]> runs = policy().plan(lengths);
      int[] covered = runs.stream().flatMapToInt(Arrays::stream).sorted().toArray();
      assertArrayEquals(IntStream.range(0, texts).toArray(), covered, "seed " + seed);
      assertTrue(runs.stream().allMatch(run -> run.length > 0), "seed " + seed);
    }
  }
}
