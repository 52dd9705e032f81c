package io.heed.engine;

import io.heed.engine.error.EngineException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Several windows of one input, joined into one future: the last window's lane makes the answer;
 * the first failure, or a cancellation by the caller, ends them all. Stateless.
 */
final class JoinedAnswer {
  private JoinedAnswer() {}

  /** What is kept of a window, and its times. */
  record Timed<P>(P part, StageTimes times) {}

  /** The answer that these windows make. */
  @SuppressWarnings("FutureReturnValueIgnored") // what is hung on them throws nothing
  static <P, T> CompletableFuture<T> of(
      List<CompletableFuture<Timed<P>>> windows, Decoding<P, T> decoding) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    AtomicInteger left = new AtomicInteger(windows.size());
    for (CompletableFuture<Timed<P>> window : windows) {
      window.whenComplete(
          (part, failure) -> {
            if (failure != null) {
              answer.completeExceptionally(failure);
            } else if (left.decrementAndGet() == 0) {
              complete(answer, windows, decoding);
            }
          });
    }
    answer.whenComplete(
        (value, failure) -> {
          if (failure != null) {
            windows.forEach(window -> window.cancel(false));
          }
        });
    return answer;
  }

  private static <P, T> void complete(
      CompletableFuture<T> answer,
      List<CompletableFuture<Timed<P>>> windows,
      Decoding<P, T> decoding) {
    try {
      List<P> parts = new ArrayList<>(windows.size());
      StageTimes times = StageTimes.NONE;
      for (CompletableFuture<Timed<P>> window : windows) {
        Timed<P> done = window.join();
        parts.add(done.part());
        times = times.plus(done.times());
      }
      answer.complete(decoding.whole(parts, times));
    } catch (RuntimeException e) {
      answer.completeExceptionally(EngineException.wrap(e));
    }
  }
}
