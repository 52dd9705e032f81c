package io.heed.bench.gpu;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Lengths of texts in tokens. Those that come with Heed follow the test set of AG News (7,600
 * texts, BERT's WordPiece, cut at 128 tokens): its percentiles, straight lines between them.
 * Stateless.
 */
final class MixedLengths {
  static final String BUILT_IN = "percentiles of AG News' test set";

  private static final double[] PERCENTS = {0, 1, 5, 25, 50, 75, 95, 99, 100};
  private static final double[] TOKENS = {18, 25, 31, 43, 50, 59, 79, 122, 128};

  private MixedLengths() {}

  /** So many lengths, one from each equal share of the distribution, in random order. */
  static int[] builtIn(int count, long seed) {
    List<Integer> lengths = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      lengths.add(at(100 * (i + 0.5) / count));
    }
    Collections.shuffle(lengths, new Random(seed));
    return lengths.stream().mapToInt(Integer::intValue).toArray();
  }

  private static int at(double percent) {
    int above = 1;
    while (PERCENTS[above] < percent) {
      above++;
    }
    double share = (percent - PERCENTS[above - 1]) / (PERCENTS[above] - PERCENTS[above - 1]);
    return (int) Math.round(TOKENS[above - 1] + share * (TOKENS[above] - TOKENS[above - 1]));
  }
}
