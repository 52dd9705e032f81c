package io.heed.server.http.route;

import java.util.concurrent.CompletableFuture;

/** Answers requests. Implementations are thread-safe and never block. */
@FunctionalInterface
public interface Endpoint {
  /**
   * Answers a request.
   *
   * @param call whose body is released when this returns, unless it is retained
   * @return completes with the answer, which is the caller's to release, or exceptionally;
   *     cancelling it gives the request up
   * @throws RuntimeException instead
   */
  CompletableFuture<HttpAnswer> answer(HttpCall call);
}
