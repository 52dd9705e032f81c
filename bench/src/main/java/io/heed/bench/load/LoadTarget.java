package io.heed.bench.load;

import java.util.concurrent.CompletableFuture;

/**
 * What is loaded. Sending must not block. The answer fails with {@link
 * java.util.concurrent.RejectedExecutionException} if the request was refused, with {@link
 * java.util.concurrent.TimeoutException} if it was given up as too late, and otherwise with what
 * went wrong.
 */
@FunctionalInterface
public interface LoadTarget {
  /** Sends the request of this number, counted from 0. */
  CompletableFuture<?> send(int request);
}
