package io.heed.engine.batch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** The token budget with known shapes. */
class ShapeBucketPolicyTest extends BatchPolicyTest {
  @Override
  BatchPolicy policy() {
    return TokenBudgetBatchPolicy.of(ShapeBuckets.of(600, 8, 600), 64);
  }

  @Test
  void choose_budgetFull_stopsWhereTheBucketOfRowsDoes() {
    // 100 tokens hold six rows of 16; the ladder has 1, 2, 3, 4, 6, 8.
    BatchPolicy policy = TokenBudgetBatchPolicy.of(ShapeBuckets.of(64, 8, 100), 64);
    assertArrayEquals(new int[] {0, 1, 2, 3, 4, 5}, choose(policy, 10, 11, 12, 13, 14, 15, 16, 16));
    assertEquals(6, policy.paddedRows(5, 16));
  }

  @Test
  void choose_longerMate_isTakenIfTheBudgetHoldsBothAtItsBucket() {
    BatchPolicy policy = TokenBudgetBatchPolicy.of(ShapeBuckets.of(64, 8, 96), 64);
    assertArrayEquals(new int[] {0, 1}, choose(policy, 10, 40)); // 2 x 48
    assertArrayEquals(new int[] {0}, choose(policy, 10, 49)); // 2 x 64
  }

  @Test
  void shapes_ofThePolicyWithoutBuckets_areNotKnown() {
    assertEquals(0, TokenBudgetBatchPolicy.of(64, 8, 64, 16).shapes().size());
    assertEquals(3, TokenBudgetBatchPolicy.of(64, 8, 64, 16).paddedRows(3, 16));
  }
}
