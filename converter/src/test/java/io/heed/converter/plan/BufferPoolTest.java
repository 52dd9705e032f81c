package io.heed.converter.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.converter.samediff.Nd4jSetup;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;

class BufferPoolTest {
  private final BufferPool pool = new BufferPool();

  @BeforeAll
  static void setUp() {
    Nd4jSetup.apply();
  }

  @AfterEach
  void close() {
    pool.close();
  }

  @Test
  void take_afterGive_isTheSameBuffer() {
    Storage first = pool.take(DataType.FLOAT, 1000);
    pool.give(first);
    assertSame(first, pool.take(DataType.FLOAT, 900));
  }

  @Test
  void take_whileInUse_isAnotherBuffer() {
    assertNotSame(pool.take(DataType.FLOAT, 100), pool.take(DataType.FLOAT, 100));
  }

  @Test
  void take_otherTypeOrFarSmaller_leavesTheBuffer() {
    Storage large = pool.take(DataType.FLOAT, 10_000);
    pool.give(large);
    assertNotSame(large, pool.take(DataType.INT32, 10_000));
    assertNotSame(large, pool.take(DataType.FLOAT, 100));
    assertSame(large, pool.take(DataType.FLOAT, 9_000));
  }

  @Test
  void capacity_anyLength_isAtMostAnEighthLarger() {
    assertEquals(16, BufferPool.capacity(1));
    assertEquals(18, BufferPool.capacity(17));
    for (long length = 16; length < 100_000; length += 7) {
      long capacity = BufferPool.capacity(length);
      assertTrue(capacity >= length && capacity <= length + length / 8 + 1, "length " + length);
    }
  }
}
