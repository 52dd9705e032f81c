package io.heed.engine.batch;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Batches waiting to be used again, so that direct buffers are allocated once for each thread that
 * runs the model at the same time. Thread-safe; never blocks.
 */
public final class TokenBatchPool {
  private final BlockingQueue<TokenBatch> idle;

  /** An empty pool that keeps at most this many idle batches. */
  public TokenBatchPool(int maxIdle) {
    this.idle = new ArrayBlockingQueue<>(maxIdle);
  }

  /** An idle batch, or a new one; the caller gives it back or drops it. */
  public TokenBatch borrow() {
    TokenBatch batch = idle.poll();
    return batch != null ? batch : new TokenBatch();
  }

  /** Takes a batch back; one too many is dropped. */
  public void giveBack(TokenBatch batch) {
    boolean unused = idle.offer(batch);
  }
}
