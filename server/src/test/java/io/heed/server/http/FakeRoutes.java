package io.heed.server.http;

import io.heed.server.access.AccessPolicy;
import io.heed.server.access.Right;
import io.heed.server.http.route.HttpAnswer;
import io.heed.server.http.route.HttpCall;
import io.heed.server.http.route.Route;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Endpoints that answer when a test says so. */
final class FakeRoutes {
  /** A request that waits for its answer. */
  record Waiting(String name, CompletableFuture<HttpAnswer> answer) {
    void answerWith(String text) {
      answer.complete(text(text));
    }
  }

  private final BlockingQueue<Waiting> waiting = new LinkedBlockingQueue<>();

  HttpRoutes routes(AccessPolicy access) {
    return HttpRoutes.of(
        List.of(
            Route.get("/name/{name}", null, call -> done(call.variable("name"))),
            Route.get("/wait/{name}", null, this::begin),
            Route.post("/wait/{name}", Right.INFERENCE, this::begin),
            Route.post("/echo", Right.INFERENCE, FakeRoutes::echo),
            Route.post("/admin", Right.ADMINISTRATION, call -> done("admin")),
            Route.get(
                "/fault",
                null,
                call -> {
                  throw new IllegalStateException("a fault of the test");
                })),
        access,
        Runnable::run);
  }

  HttpRoutes routes() {
    return routes(AccessPolicy.OPEN);
  }

  /** The next request that has come. */
  Waiting next() throws InterruptedException {
    Waiting next = waiting.poll(20, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("no request has come");
    }
    return next;
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  private CompletableFuture<HttpAnswer> begin(HttpCall call) {
    CompletableFuture<HttpAnswer> answer = new CompletableFuture<>();
    waiting.add(new Waiting(call.variable("name"), answer));
    return answer;
  }

  private static CompletableFuture<HttpAnswer> echo(HttpCall call) {
    return CompletableFuture.completedFuture(HttpAnswer.of("text/plain", call.body().retain()));
  }

  private static CompletableFuture<HttpAnswer> done(String text) {
    return CompletableFuture.completedFuture(text(text));
  }

  private static HttpAnswer text(String text) {
    return HttpAnswer.of(
        "text/plain", Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.UTF_8)));
  }
}
