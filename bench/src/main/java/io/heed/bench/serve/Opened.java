package io.heed.bench.serve;

import io.heed.bench.error.BenchException;
import io.heed.bench.error.BenchException.Kind;
import java.util.ArrayDeque;
import java.util.Deque;

/** What is open, to be closed in the reverse order. For one thread; closed once. */
final class Opened implements AutoCloseable {
  private final Deque<AutoCloseable> all = new ArrayDeque<>();

  /** Takes it over. */
  <T extends AutoCloseable> T add(T one) {
    all.push(one);
    return one;
  }

  /**
   * Closes all, whatever happens.
   *
   * @throws BenchException of the last that failed
   */
  @Override
  public void close() {
    BenchException failed = null;
    while (!all.isEmpty()) {
      try {
        all.pop().close();
      } catch (Exception e) {
        failed = new BenchException(Kind.RUN, "closing: " + e.getMessage(), e);
      }
    }
    if (failed != null) {
      throw failed;
    }
  }
}
