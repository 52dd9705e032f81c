package io.heed.converter.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DimensionTest {
  private static final Dimension BATCH = Dimension.symbol("batch");
  private static final Dimension SEQUENCE = Dimension.symbol("sequence");

  @Test
  void times_anyOrder_isEqual() {
    Dimension one = BATCH.times(Dimension.of(4)).times(SEQUENCE);

    assertEquals(one, Dimension.product(List.of(SEQUENCE, BATCH, Dimension.of(4))));
    assertEquals("4*batch*sequence", one.toString());
    assertNotEquals(one, BATCH.times(Dimension.of(4)));
  }

  @Test
  void times_zero_isZero() {
    assertTrue(BATCH.times(Dimension.of(0)).is(0));
  }

  @Test
  void dividedBy_factor_leavesTheRest() {
    Dimension rows = BATCH.times(SEQUENCE).times(Dimension.of(12));

    assertEquals(
        Optional.of(SEQUENCE.times(Dimension.of(3))), rows.dividedBy(BATCH.times(Dimension.of(4))));
    assertEquals(Optional.of(Dimension.ONE), rows.dividedBy(rows));
  }

  @Test
  void dividedBy_noFactor_isEmpty() {
    assertEquals(Optional.empty(), BATCH.dividedBy(SEQUENCE));
    assertEquals(Optional.empty(), BATCH.dividedBy(Dimension.of(2)));
    assertEquals(Optional.empty(), BATCH.dividedBy(Dimension.of(0)));
    assertEquals(Optional.empty(), BATCH.dividedBy(BATCH.times(BATCH)));
  }
}
