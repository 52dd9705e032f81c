package io.heed.converter.train;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Independent random streams of a run, each named by a purpose and indices instead of by what was
 * drawn before: the stream of step 700 is the same whether or not steps 1 to 699 ran in this
 * process. Immutable.
 */
final class RandomStreams {
  /** What a stream is for. */
  enum Purpose {
    WEIGHTS(1),
    BATCHES(2),
    DROPOUT(3),
    WORD_DROPOUT(4);

    private final long tag;

    Purpose(long tag) {
      this.tag = tag;
    }
  }

  private final long seed;

  RandomStreams(long seed) {
    this.seed = seed;
  }

  RandomGenerator stream(Purpose purpose, long first, long second) {
    long mixed = mix(seed + mix(purpose.tag + mix(first + mix(second))));
    return new SplittableRandom(mixed);
  }

  /** The finaliser of SplitMix64 (Steele, Lea, Flood, "Fast splittable PRNGs", 2014). */
  private static long mix(long z) {
    long x = z + 0x9e3779b97f4a7c15L;
    x = (x ^ (x >>> 30)) * 0xbf58476d1ce4e5b9L;
    x = (x ^ (x >>> 27)) * 0x94d049bb133111ebL;
    return x ^ (x >>> 31);
  }
}
