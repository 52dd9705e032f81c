package io.heed.server.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Futures that come of others, which are cancelled with them. Stateless. */
final class LinkedFutures {
  private LinkedFutures() {}

  /** What a function makes of a result; its exceptions are the future's. */
  static <A, B> CompletableFuture<B> map(CompletableFuture<A> source, Function<A, B> function) {
    CompletableFuture<B> mapped = source.thenApply(function);
    CompletableFuture<B> unused =
        mapped.whenComplete(
            (result, failure) -> {
              if (mapped.isCancelled()) {
                source.cancel(false);
              }
            });
    return mapped;
  }

  /**
   * All results in their order, or the first failure, upon which the other parts are cancelled; so
   * they are if the list is.
   */
  static <A> CompletableFuture<List<A>> join(List<CompletableFuture<A>> parts) {
    CompletableFuture<List<A>> all = new CompletableFuture<>();
    AtomicInteger open = new AtomicInteger(parts.size());
    CompletableFuture<List<A>> unused =
        all.whenComplete((results, failure) -> cancelUnlessDone(parts, failure));
    if (parts.isEmpty()) {
      all.complete(List.of());
    }
    for (CompletableFuture<A> part : parts) {
      CompletableFuture<A> ignored =
          part.whenComplete(
              (result, failure) -> {
                if (failure != null) {
                  all.completeExceptionally(failure);
                } else if (open.decrementAndGet() == 0) {
                  List<A> results = new ArrayList<>(parts.size());
                  parts.forEach(done -> results.add(done.join()));
                  all.complete(results);
                }
              });
    }
    return all;
  }

  private static <A> void cancelUnlessDone(List<CompletableFuture<A>> parts, Throwable failure) {
    if (failure != null) {
      parts.forEach(part -> part.cancel(false));
    }
  }
}
