package io.heed.server.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Joins futures: the list completes with all results in their order, or with the first failure,
 * upon which the others are cancelled; so they are if the list is. Stateless.
 */
final class FutureList {
  private FutureList() {}

  static <A> CompletableFuture<List<A>> of(List<CompletableFuture<A>> parts) {
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
