package io.heed.engine.batch;

import io.heed.engine.token.TokenSequence;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;

/**
 * The input of one run: token ids, attention mask and segment ids of shape {@code [rows, length]},
 * row-major, in direct buffers that are reused from run to run. Confined to one thread at a time.
 */
public final class TokenBatch {
  private int rows;
  private int length;
  private LongBuffer ids = direct(0);
  private LongBuffer attentionMask = direct(0);
  private LongBuffer typeIds = direct(0);

  /** An empty batch. */
  public TokenBatch() {}

  /**
   * Starts a batch of {@code rows} texts of {@code length} tokens each; what was in it is gone. The
   * caller then calls {@link #set} for every row.
   */
  public void reset(int rows, int length) {
    if (rows < 1 || length < 1) {
      throw new IllegalArgumentException(
          "batch of " + rows + " rows of " + length + " tokens, expected 1 or more of both");
    }
    this.rows = rows;
    this.length = length;
    int size = Math.multiplyExact(rows, length);
    if (ids.capacity() < size) {
      int capacity = Math.max(size, 2 * ids.capacity());
      ids = direct(capacity);
      attentionMask = direct(capacity);
      typeIds = direct(capacity);
    }
    ids.limit(size);
    attentionMask.limit(size);
    typeIds.limit(size);
  }

  /** Writes a text, which must have as many tokens as the batch is long, into a row. */
  public void set(int row, TokenSequence text) {
    if (text.length() != length) {
      throw new IllegalArgumentException(
          "row " + row + ": " + text.length() + " tokens, expected " + length);
    }
    int start = row * length;
    ids.put(start, text.ids());
    typeIds.put(start, text.typeIds());
    for (int i = start; i < start + length; i++) {
      attentionMask.put(i, 1);
    }
  }

  /** The number of texts. */
  public int rows() {
    return rows;
  }

  /** The number of tokens of each text. */
  public int length() {
    return length;
  }

  /** The token ids; position 0, limit {@code rows * length}. */
  public LongBuffer ids() {
    return ids;
  }

  /** 1 for every token that counts; position 0, limit {@code rows * length}. */
  public LongBuffer attentionMask() {
    return attentionMask;
  }

  /** The segment of each token; position 0, limit {@code rows * length}. */
  public LongBuffer typeIds() {
    return typeIds;
  }

  private static LongBuffer direct(int longs) {
    return ByteBuffer.allocateDirect(Math.multiplyExact(longs, Long.BYTES))
        .order(ByteOrder.nativeOrder())
        .asLongBuffer();
  }
}
