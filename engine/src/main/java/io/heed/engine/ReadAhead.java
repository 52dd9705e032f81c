package io.heed.engine;

import io.heed.engine.batch.BatchScheduler;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;

/**
 * Answers in the order of the inputs, of which a few are read ahead. Lazy; for one thread.
 *
 * @param <I> an input
 * @param <T> its answer
 */
final class ReadAhead<I, T> implements Iterator<T> {
  private final Iterator<I> inputs;
  private final int most;
  private final Submitter<I, T> submitter;
  private final Deque<CompletableFuture<T>> ahead = new ArrayDeque<>();
  private int index;

  /**
   * @param most answers that may be open at a time
   */
  ReadAhead(Iterator<I> inputs, int most, Submitter<I, T> submitter) {
    this.inputs = inputs;
    this.most = most;
    this.submitter = submitter;
  }

  /** Takes an input, counted from 0, as soon as there is room. */
  @FunctionalInterface
  interface Submitter<I, T> {
    CompletableFuture<T> submit(I input, int index);
  }

  @Override
  public boolean hasNext() {
    return !ahead.isEmpty() || inputs.hasNext();
  }

  @Override
  public T next() {
    while (ahead.size() < most && inputs.hasNext()) {
      ahead.add(submitter.submit(inputs.next(), index++));
    }
    return BatchScheduler.await(ahead.remove());
  }
}
