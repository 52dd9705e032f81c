package io.heed.converter.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.converter.error.ConverterException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StratifiedSplitTest {

  @RepeatedTest(30)
  void split_anyCorpus_takesTheFractionOfEachClassAndLosesNothing(RepetitionInfo repetition) {
    SplittableRandom random = new SplittableRandom(repetition.getCurrentRepetition());
    List<LabelledText> texts = corpus(random, random.nextInt(0, 400), random.nextInt(1, 8));
    double fraction = random.nextInt(0, 101) / 100.0;
    long seed = random.nextLong();

    StratifiedSplit split = StratifiedSplit.split(texts, fraction, seed);

    String message = "repetition " + repetition.getCurrentRepetition() + ", fraction " + fraction;
    for (int id = 0; id < 8; id++) {
      long all = count(texts, id);
      long taken = count(split.setAside(), id);
      assertTrue(Math.abs(taken - fraction * all) <= 0.5 + 1e-9, message);
      assertEquals(all, taken + count(split.rest(), id), message);
    }
    List<LabelledText> together = new ArrayList<>(split.rest());
    together.addAll(split.setAside());
    together.sort(Comparator.comparingLong(LabelledText::line));
    assertEquals(texts, together, message);
    assertTrue(ascending(split.rest()) && ascending(split.setAside()), message);
    assertEquals(split, StratifiedSplit.split(texts, fraction, seed), message);
  }

  @Test
  void split_otherSeed_takesOthers() {
    List<LabelledText> texts = corpus(new SplittableRandom(1), 200, 4);

    assertNotEquals(
        StratifiedSplit.split(texts, 0.5, 1).setAside(),
        StratifiedSplit.split(texts, 0.5, 2).setAside());
  }

  @Test
  void split_manySeeds_takesEachTextAboutEquallyOften() {
    List<LabelledText> texts = corpus(new SplittableRandom(1), 20, 1);
    int[] taken = new int[21];
    for (int seed = 0; seed < 4000; seed++) {
      StratifiedSplit.split(texts, 0.25, seed).setAside().forEach(t -> taken[(int) t.line()]++);
    }

    // Binomial(4000, 1/4): standard deviation 27; 5 of them bound 20 cells.
    for (int line = 1; line <= 20; line++) {
      assertEquals(1000, taken[line], 137, "line " + line);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
  void split_fractionOutsideZeroToOne_isError(double fraction) {
    assertThrows(ConverterException.class, () -> StratifiedSplit.split(List.of(), fraction, 1));
  }

  @Test
  void splitMix64_anySeed_givesTheSequenceOfSplittableRandom() {
    for (long seed : new long[] {0, 1, -5, Long.MAX_VALUE}) {
      SplitMix64 ours = new SplitMix64(seed);
      SplittableRandom reference = new SplittableRandom(seed);
      for (int i = 0; i < 100; i++) {
        assertEquals(reference.nextLong(), ours.nextLong());
      }
    }
  }

  @Test
  void shuffle_threeElements_givesAllSixOrdersEquallyOften() {
    SplitMix64 random = new SplitMix64(42);
    Map<String, Integer> seen = new TreeMap<>();
    for (int i = 0; i < 6000; i++) {
      int[] values = {0, 1, 2};
      random.shuffle(values);
      seen.merge(Arrays.toString(values), 1, Integer::sum);
    }

    // Binomial(6000, 1/6): standard deviation 29.
    assertEquals(6, seen.size());
    seen.forEach((order, count) -> assertEquals(1000, count, 145, order));
  }

  private static List<LabelledText> corpus(SplittableRandom random, int size, int classes) {
    List<LabelledText> texts = new ArrayList<>();
    for (int i = 1; i <= size; i++) {
      int id = random.nextInt(classes);
      texts.add(new LabelledText("t" + i, "c" + id, id, i));
    }
    return texts;
  }

  private static long count(List<LabelledText> texts, int id) {
    return texts.stream().filter(t -> t.labelId() == id).count();
  }

  private static boolean ascending(List<LabelledText> texts) {
    for (int i = 1; i < texts.size(); i++) {
      if (texts.get(i).line() <= texts.get(i - 1).line()) {
        return false;
      }
    }
    return true;
  }
}
