package io.heed.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TurnMediansTest {
  @Test
  void micros_moreTurnsThanRoomAtFirst_isTheMedianOfAll() {
    TurnMedians medians = new TurnMedians(2);
    for (int i = 5000; i >= 0; i--) {
      medians.add(1, i * 1000L);
    }
    assertEquals(2500, medians.micros(1));
    assertEquals(0, medians.micros(0));
    medians.clear();
    assertEquals(0, medians.micros(1));
  }

  @Test
  void order_everyTurn_hasEveryContestantOnceAndComesInAllOrders() {
    TurnOrder order = new TurnOrder(3);
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      int[] turn = order.next();
      assertEquals(3, turn[0] + turn[1] + turn[2]);
      assertEquals(0, turn[0] * turn[1] * turn[2]);
      seen.add(turn[0] + "," + turn[1] + "," + turn[2]);
    }
    assertEquals(6, seen.size());
  }
}
