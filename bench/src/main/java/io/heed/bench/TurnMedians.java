package io.heed.bench;

import java.util.Arrays;

/** The times of contestants that take turns. For one thread. */
final class TurnMedians {
  private final long[][] nanos;
  private final int[] sizes;

  /** For so many contestants, counted from 0. */
  TurnMedians(int contestants) {
    nanos = new long[contestants][1 << 10];
    sizes = new int[contestants];
  }

  void clear() {
    Arrays.fill(sizes, 0);
  }

  void add(int contestant, long duration) {
    int size = sizes[contestant]++;
    if (size == nanos[contestant].length) {
      nanos[contestant] = Arrays.copyOf(nanos[contestant], 2 * size);
    }
    nanos[contestant][size] = duration;
  }

  /** The median in microseconds, 0 without turns. */
  double micros(int contestant) {
    long[] sorted = Arrays.copyOf(nanos[contestant], sizes[contestant]);
    Arrays.sort(sorted);
    return sorted.length == 0 ? 0 : sorted[sorted.length / 2] / 1e3;
  }
}
