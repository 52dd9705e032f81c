package io.heed.engine.batch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class EqualLengthBatchPolicyTest extends BatchPolicyTest {
  @Override
  BatchPolicy policy() {
    return EqualLengthBatchPolicy.of(3);
  }

  @Test
  void choose_lengthsMixed_takesEqualOnesUpToTheLimit() {
    assertArrayEquals(new int[] {0, 2, 4}, choose(policy(), 7, 5, 7, 5, 7, 7, 9));
    assertArrayEquals(new int[] {0}, choose(policy(), 6, 5, 7));
    assertEquals(9, policy().paddedLength(9));
  }

  @Test
  void choose_oneRowARun_takesTheFirstAlone() {
    BatchPolicy one = EqualLengthBatchPolicy.of(1);
    assertEquals(1, one.window());
    assertArrayEquals(new int[] {0}, choose(one, 2));
  }

  @Test
  void of_noRows_isRefused() {
    assertThrows(IllegalArgumentException.class, () -> EqualLengthBatchPolicy.of(0));
  }
}
