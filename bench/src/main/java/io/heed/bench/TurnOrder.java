package io.heed.bench;

import java.util.SplittableRandom;

/** Contestants in another random order each turn, the same ones in every run. For one thread. */
final class TurnOrder {
  private final SplittableRandom random = new SplittableRandom(1);
  private final int[] order;

  /** For so many contestants, counted from 0. */
  TurnOrder(int contestants) {
    order = new int[contestants];
    for (int i = 0; i < contestants; i++) {
      order[i] = i;
    }
  }

  /** The order of the next turn, until that of the turn after. */
  int[] next() {
    for (int i = order.length - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[other];
      order[other] = swapped;
    }
    return order;
  }
}
