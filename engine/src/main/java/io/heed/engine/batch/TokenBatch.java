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
  private static final int SMALLEST = 512;

  private final long padId;
  private int rows;
  private int length;
  private int generation;
  private boolean padded;
  private LongBuffer ids = direct(SMALLEST);
  private LongBuffer attentionMask = direct(SMALLEST);
  private LongBuffer typeIds = direct(SMALLEST);

  /** An empty batch whose shorter texts are padded with id 0. */
  public TokenBatch() {
    this(0);
  }

  /** An empty batch whose shorter texts are padded with this id. */
  public TokenBatch(long padId) {
    this.padId = padId;
  }

  /**
   * Starts a batch of {@code rows} texts of at most {@code length} tokens; what was in it is gone.
   * The caller then calls {@link #set} or {@link #setPadding} for every row.
   */
  public void reset(int rows, int length) {
    if (rows < 1 || length < 1) {
      throw new IllegalArgumentException(
          "batch of " + rows + " rows of " + length + " tokens, expected 1 or more of both");
    }
    this.rows = rows;
    this.length = length;
    this.padded = false;
    int size = Math.multiplyExact(rows, length);
    if (ids.capacity() < size) {
      int capacity = Math.max(size, 2 * ids.capacity());
      ids = direct(capacity);
      attentionMask = direct(capacity);
      typeIds = direct(capacity);
      generation++;
    }
    ids.limit(size);
    attentionMask.limit(size);
    typeIds.limit(size);
  }

  /** Writes a text into a row; what the batch is longer is padding, which the mask hides. */
  public void set(int row, TokenSequence text) {
    int tokens = text.length();
    if (tokens > length) {
      throw new IllegalArgumentException(
          "row " + row + ": " + tokens + " tokens, expected at most " + length);
    }
    padded |= tokens < length;
    int start = row * length;
    ids.put(start, text.ids());
    typeIds.put(start, text.typeIds());
    for (int i = start; i < start + tokens; i++) {
      attentionMask.put(i, 1);
    }
    for (int i = start + tokens; i < start + length; i++) {
      ids.put(i, padId);
      typeIds.put(i, 0);
      attentionMask.put(i, 0);
    }
  }

  /**
   * Makes a row padding. One token of it counts, so that no kernel meets a text of none; nobody
   * reads what comes out.
   */
  public void setPadding(int row) {
    int start = row * length;
    for (int i = start; i < start + length; i++) {
      ids.put(i, padId);
      typeIds.put(i, 0);
      attentionMask.put(i, i == start ? 1 : 0);
    }
  }

  /** The number of texts, rows of padding included. */
  public int rows() {
    return rows;
  }

  /** The number of tokens of each text, padding included. */
  public int length() {
    return length;
  }

  /** Whether a text of it is shorter than the batch. */
  public boolean padded() {
    return padded;
  }

  /** Changes when the buffers are other ones than before. */
  public int generation() {
    return generation;
  }

  /** The token ids; position 0, limit {@code rows * length}. */
  public LongBuffer ids() {
    return ids;
  }

  /** 1 for every token that counts, 0 for padding; position 0, limit {@code rows * length}. */
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
