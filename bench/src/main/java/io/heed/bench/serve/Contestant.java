package io.heed.bench.serve;

import io.heed.bench.error.BenchException;
import io.heed.bench.error.BenchException.Kind;
import io.heed.bench.load.LoadTarget;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * One who answers texts. Thread-safe if its calls are.
 *
 * @param name for people
 * @param calls sends the text of a number, counted from 0, and never blocks
 * @param label the best label of an answer
 * @param <A> an answer
 */
record Contestant<A>(
    String name, IntFunction<CompletableFuture<A>> calls, Function<A, String> label)
    implements LoadTarget {
  private static final int SECONDS = 30;

  @Override
  public CompletableFuture<A> send(int request) {
    return calls.apply(request);
  }

  /** The best label of a text; blocks. */
  String labelOf(int request) {
    try {
      return label.apply(send(request).get(SECONDS, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException(Kind.RUN, name + ": interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new BenchException(Kind.RUN, name + ": text " + request + ": " + e, e);
    }
  }
}
