package io.heed.engine.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.heed.engine.TextClassifier;
import io.heed.engine.error.EngineException;
import io.heed.engine.testing.HfFixture;
import io.heed.models.ModelDirectory;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MicrometerMetricsTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @Test
  void ran_batches_areCountedWithTheirPadding() {
    MicrometerMetrics metrics = MicrometerMetrics.in(registry, "model", "m");
    metrics.ran(4, 60, 80, 2_000_000);
    metrics.ran(1, 20, 20, 1_000_000);
    assertEquals(80, registry.get("heed.tokens").tag("model", "m").counter().count());
    assertEquals(5, registry.get("heed.batch.texts").summary().totalAmount());
    assertEquals(0.25, registry.get("heed.batch.padding").summary().max());
    assertEquals(3, registry.get("heed.run").timer().totalTime(TimeUnit.MILLISECONDS));
  }

  @Test
  void attached_load_isAskedWhenTheGaugeIsRead() {
    int[] inside = {3};
    EngineLoad load = load(inside);
    MicrometerMetrics.in(registry).attached(load);
    inside[0] = 7;
    assertEquals(7, registry.get("heed.load.requests").gauge().value());
    assertEquals(70, registry.get("heed.load.tokens").gauge().value());
  }

  @Test
  void attached_engineInThePlaceOfAnother_isAskedInstead() {
    MicrometerMetrics.in(registry, "model", "m").attached(load(new int[] {3}));
    MicrometerMetrics.in(registry, "model", "n").attached(load(new int[] {4}));
    MicrometerMetrics.in(registry, "model", "m").attached(load(new int[] {5}));
    assertEquals(5, registry.get("heed.load.requests").tag("model", "m").gauge().value());
    assertEquals(4, registry.get("heed.load.requests").tag("model", "n").gauge().value());
  }

  @Test
  void classifier_withARegistry_reportsItsRequests() {
    try (TextClassifier classifier =
        TextClassifier.builder(ModelDirectory.open(HfFixture.BERT.directory()))
            .metrics(MicrometerMetrics.in(registry))
            .build()) {
      classifier.classifyAll(List.of("oil prices soar", "a cup final", "chips"));
      assertThrows(
          EngineException.class,
          () ->
              classifier.classify(
                  "late", io.heed.engine.RequestOptions.DEFAULT.withDeadline(Duration.ofNanos(1))));
      assertEquals(0, registry.get("heed.load.requests").gauge().value());
    }
    assertEquals(3, registry.get("heed.requests").tag("outcome", "ok").counter().count());
    assertEquals(
        1, registry.get("heed.requests").tag("outcome", "deadline_exceeded").counter().count());
    assertEquals(3, registry.get("heed.queue").timer().count());
    assertEquals(4, registry.get("heed.tokenize").timer().count());
  }

  private static EngineLoad load(int[] inside) {
    return new EngineLoad() {
      @Override
      public int requests() {
        return inside[0];
      }

      @Override
      public long tokens() {
        return 10L * inside[0];
      }
    };
  }
}
