package io.heed.engine.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class EqualLengthBatchPolicyTest extends BatchPolicyTest {
  @Override
  BatchPolicy policy() {
    return EqualLengthBatchPolicy.of(3);
  }

  @Test
  void plan_lengthsMixed_putsEqualOnesTogetherUpToTheLimit() {
    List<int[]> runs = policy().plan(new int[] {7, 5, 7, 5, 7, 7, 9});
    assertEquals(
        List.of("[1, 3]", "[0, 2, 4]", "[5]", "[6]"), runs.stream().map(Arrays::toString).toList());
  }

  @Test
  void plan_oneRowARun_givesEachTextItsOwn() {
    assertEquals(4, EqualLengthBatchPolicy.of(1).plan(new int[] {2, 2, 2, 2}).size());
  }

  @Test
  void of_noRows_isRefused() {
    assertThrows(IllegalArgumentException.class, () -> EqualLengthBatchPolicy.of(0));
  }
}
