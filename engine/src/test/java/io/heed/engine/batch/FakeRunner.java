package io.heed.engine.batch;

import io.heed.engine.error.EngineException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;

/**
 * A model whose output for a text is its first id; an id below 0 makes the run fail. It can be held
 * until it is told to go on.
 */
final class FakeRunner implements BatchRunner<long[]> {
  static final AtomicInteger OPEN = new AtomicInteger();

  final List<List<Long>> runs = new ArrayList<>();

  /** Rows times padded length of each run. */
  final List<Integer> paddedTokens = new ArrayList<>();

  private final LongConsumer work;
  private volatile CountDownLatch held = new CountDownLatch(0);
  private volatile CountDownLatch entered = new CountDownLatch(0);
  private boolean inUse;
  private volatile boolean closed;

  FakeRunner() {
    this(tokens -> {});
  }

  /**
   * @param work is told the tokens of each run
   */
  FakeRunner(LongConsumer work) {
    this.work = work;
    OPEN.incrementAndGet();
  }

  /** Holds the next run; the latch that is returned opens when it has begun. */
  CountDownLatch hold() {
    if (held.getCount() == 0) { // else a run may wait for the latch that is there
      entered = new CountDownLatch(1);
      held = new CountDownLatch(1);
    }
    return entered;
  }

  void goOn() {
    held.countDown();
  }

  @Override
  public long[] run(TokenBatch batch) {
    enter();
    try {
      entered.countDown();
      held.await();
      work.accept((long) batch.rows() * batch.length());
      long[] outputs = new long[batch.rows()];
      List<Long> ids = new ArrayList<>();
      for (int row = 0; row < outputs.length; row++) {
        outputs[row] = batch.ids().get(row * batch.length());
        ids.add(outputs[row]);
      }
      synchronized (runs) {
        runs.add(ids);
        paddedTokens.add(batch.rows() * batch.length());
      }
      for (long output : outputs) {
        if (output < 0) {
          throw new EngineException(EngineException.Kind.RUNTIME, "poison " + output);
        }
      }
      return outputs;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      leave();
    }
  }

  /** Waits until the scheduler has closed this runner. */
  void awaitClosed() {
    while (!closed) {
      Thread.onSpinWait();
    }
  }

  @Override
  public void close() {
    if (closed) {
      throw new IllegalStateException("closed twice");
    }
    closed = true;
    OPEN.decrementAndGet();
  }

  private synchronized void enter() {
    if (inUse || closed) {
      throw new IllegalStateException("two runs of a lane at a time, or one after its end");
    }
    inUse = true;
  }

  private synchronized void leave() {
    inUse = false;
  }
}
