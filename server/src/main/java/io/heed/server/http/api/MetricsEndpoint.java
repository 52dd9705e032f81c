package io.heed.server.http.api;

import io.heed.server.http.route.Endpoint;
import io.heed.server.http.route.HttpAnswer;
import io.heed.server.http.route.HttpCall;
import io.netty.buffer.Unpooled;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Metrics in Prometheus' text format. Thread-safe. */
public final class MetricsEndpoint implements Endpoint {
  private static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final Supplier<byte[]> prometheusText;

  /** By what writes the text, which is quick. */
  public MetricsEndpoint(Supplier<byte[]> prometheusText) {
    this.prometheusText = prometheusText;
  }

  @Override
  public CompletableFuture<HttpAnswer> answer(HttpCall call) {
    return CompletableFuture.completedFuture(
        HttpAnswer.of(CONTENT_TYPE, Unpooled.wrappedBuffer(prometheusText.get())));
  }
}
