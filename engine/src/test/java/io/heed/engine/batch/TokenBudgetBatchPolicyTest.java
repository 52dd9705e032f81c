package io.heed.engine.batch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class TokenBudgetBatchPolicyTest extends BatchPolicyTest {
  @Override
  BatchPolicy policy() {
    return TokenBudgetBatchPolicy.of(256, 8, 64, 16);
  }

  @Test
  void choose_budgetFull_stopsThere() {
    // Padded to 16: four rows are 64 tokens.
    BatchPolicy policy = TokenBudgetBatchPolicy.of(64, 8, 64, 16);
    assertArrayEquals(new int[] {0, 1, 2, 3}, choose(policy, 10, 11, 12, 13, 14, 15));
  }

  @Test
  void choose_lengthsMixed_takesTheNearest() {
    // The head is padded to 32; 30 and 17 are of its bucket, 33 of the next, 3 of the one before.
    BatchPolicy policy = TokenBudgetBatchPolicy.of(96, 8, 64, 16);
    assertArrayEquals(new int[] {0, 2, 4}, choose(policy, 25, 100, 30, 3, 17, 33));
  }

  @Test
  void choose_headLargerThanTheBudget_goesAlone() {
    BatchPolicy policy = TokenBudgetBatchPolicy.of(64, 8, 64, 16);
    assertArrayEquals(new int[] {0}, choose(policy, 500, 10, 500));
  }

  @Test
  void choose_longerMate_countsAtTheNewPaddedLength() {
    // 10 alone is 16; with 40 both are padded to 48, 96 together.
    BatchPolicy policy = TokenBudgetBatchPolicy.of(95, 8, 64, 16);
    assertArrayEquals(new int[] {0}, choose(policy, 10, 40));
  }

  @Test
  void paddedLength_isAMultipleOfTheBucket() {
    assertEquals(16, policy().paddedLength(1));
    assertEquals(16, policy().paddedLength(16));
    assertEquals(32, policy().paddedLength(17));
  }

  @Test
  void of_numbersBelowOne_areRefusedByName() {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> TokenBudgetBatchPolicy.of(64, 8, 64, 0));
    assertEquals("bucket: 0, expected 1 or more", refused.getMessage());
  }
}
