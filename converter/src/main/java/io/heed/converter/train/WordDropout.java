package io.heed.converter.train;

import java.util.random.RandomGenerator;

/**
 * Replaces tokens by the unknown token at random, so that the network learns to read texts with
 * unknown words and not to lean on single ones. Confined to its thread.
 */
final class WordDropout {
  /** The unknown token's id in the vocabularies made here. */
  private static final int UNKNOWN_ID = 1;

  private final double rate;
  private final RandomGenerator random;

  WordDropout(double rate, RandomGenerator random) {
    this.rate = rate;
    this.random = random;
  }

  /** The ids themselves at rate 0, else a copy with some replaced. */
  int[] apply(int[] ids) {
    if (rate == 0) {
      return ids;
    }
    int[] dropped = ids.clone();
    for (int i = 0; i < dropped.length; i++) {
      if (random.nextDouble() < rate) {
        dropped[i] = UNKNOWN_ID;
      }
    }
    return dropped;
  }
}
