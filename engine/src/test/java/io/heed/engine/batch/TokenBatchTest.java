package io.heed.engine.batch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.engine.token.TokenSequence;
import java.nio.LongBuffer;
import org.junit.jupiter.api.Test;

class TokenBatchTest {
  @Test
  void set_rowsOfABatch_laysThemOutOneAfterTheOther() {
    TokenBatch batch = new TokenBatch();
    batch.reset(2, 3);
    batch.set(1, tokens(4, 5, 6));
    batch.set(0, tokens(1, 2, 3));
    assertArrayEquals(new long[] {1, 2, 3, 4, 5, 6}, content(batch.ids()));
    assertArrayEquals(new long[] {1, 1, 1, 1, 1, 1}, content(batch.attentionMask()));
    assertArrayEquals(new long[] {-1, -2, -3, -4, -5, -6}, content(batch.typeIds()));
  }

  @Test
  void reset_toASmallerBatch_keepsTheBuffersAndLimitsThem() {
    TokenBatch batch = new TokenBatch();
    batch.reset(2, 3);
    LongBuffer ids = batch.ids();
    batch.reset(1, 2);
    batch.set(0, tokens(8, 9));
    assertSame(ids, batch.ids());
    assertArrayEquals(new long[] {8, 9}, content(batch.ids()));
    batch.reset(1000, 5);
    assertEquals(5000, batch.ids().remaining());
    assertTrue(batch.ids().isDirect());
  }

  @Test
  void set_shorterText_isPaddedAndMasked() {
    TokenBatch batch = new TokenBatch(7);
    batch.reset(2, 3);
    batch.set(0, tokens(4, 5, 6));
    batch.set(1, tokens(8, 9, 10));
    batch.set(1, tokens(8));
    assertArrayEquals(new long[] {4, 5, 6, 8, 7, 7}, content(batch.ids()));
    assertArrayEquals(new long[] {1, 1, 1, 1, 0, 0}, content(batch.attentionMask()));
    assertArrayEquals(new long[] {-4, -5, -6, -8, 0, 0}, content(batch.typeIds()));
  }

  @Test
  void setPadding_ofARow_countsOneTokenOfIt() {
    TokenBatch batch = new TokenBatch(7);
    batch.reset(2, 3);
    batch.set(0, tokens(4, 5, 6));
    batch.set(1, tokens(8, 9, 10));
    batch.setPadding(1);
    assertArrayEquals(new long[] {4, 5, 6, 7, 7, 7}, content(batch.ids()));
    assertArrayEquals(new long[] {1, 1, 1, 1, 0, 0}, content(batch.attentionMask()));
    assertArrayEquals(new long[] {-4, -5, -6, 0, 0, 0}, content(batch.typeIds()));
  }

  @Test
  void set_longerText_isRefused() {
    TokenBatch batch = new TokenBatch();
    batch.reset(1, 1);
    assertThrows(IllegalArgumentException.class, () -> batch.set(0, tokens(1, 2)));
    assertThrows(IllegalArgumentException.class, () -> batch.reset(0, 3));
  }

  @Test
  void reset_beyondTheBuffers_changesTheGeneration() {
    TokenBatch batch = new TokenBatch();
    batch.reset(1, 5);
    int before = batch.generation();
    batch.reset(2, 200);
    assertEquals(before, batch.generation());
    batch.reset(1000, 200);
    assertNotEquals(before, batch.generation());
  }

  private static TokenSequence tokens(long... ids) {
    long[] typeIds = new long[ids.length];
    for (int i = 0; i < ids.length; i++) {
      typeIds[i] = -ids[i];
    }
    return TokenSequence.of(ids, typeIds);
  }

  private static long[] content(LongBuffer buffer) {
    long[] content = new long[buffer.remaining()];
    buffer.duplicate().get(content);
    return content;
  }
}
