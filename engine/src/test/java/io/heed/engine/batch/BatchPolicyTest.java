package io.heed.engine.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What every policy must do. */
abstract class BatchPolicyTest {
  abstract BatchPolicy policy();

  @Test
  void choose_randomLengths_takesTheMostUrgentAndEachOnce() {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    BatchPolicy policy = policy();
    for (int round = 0; round < 500; round++) {
      int texts = 1 + random.nextInt(policy.window());
      int[] chosen = choose(policy, random.ints(texts, 1, 90).toArray());
      assertEquals(0, chosen[0], "seed " + seed);
      assertTrue(chosen.length <= policy.maxRows(), "seed " + seed);
      assertEquals(chosen.length, Arrays.stream(chosen).distinct().count(), "seed " + seed);
      assertTrue(Arrays.stream(chosen).allMatch(i -> i >= 0 && i < texts), "seed " + seed);
    }
  }

  /** A text with k before it is passed over at most k times. */
  @Test
  void choose_againAndAgain_reachesEveryTextInTime() {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    BatchPolicy policy = policy();
    List<Integer> waiting = new ArrayList<>();
    for (int id = 0; id < policy.window(); id++) {
      waiting.add(id);
    }
    int[] lengths = random.ints(waiting.size(), 1, 90).toArray();
    for (int run = 0; !waiting.isEmpty(); run++) {
      int[] chosen = choose(policy, waiting.stream().mapToInt(id -> lengths[id]).toArray());
      List<Integer> taken = Arrays.stream(chosen).mapToObj(waiting::get).toList();
      for (int id : taken) {
        assertTrue(run <= id, "text " + id + " in run " + run + ", seed " + seed);
      }
      waiting.removeAll(taken);
    }
  }

  @Test
  void paddedLength_anyLength_isNoShorter() {
    for (int length = 1; length < 600; length++) {
      assertTrue(policy().paddedLength(length) >= length);
    }
  }

  static int[] choose(BatchPolicy policy, int... lengths) {
    int[] chosen = new int[policy.maxRows()];
    int count =
        policy.choose(
            new WaitingTexts() {
              @Override
              public int count() {
                return lengths.length;
              }

              @Override
              public int length(int index) {
                return lengths[index];
              }
            },
            chosen);
    return Arrays.copyOf(chosen, count);
  }
}
