package io.heed.examples.spring;

import io.heed.engine.Classification;
import io.heed.engine.RequestOptions;
import io.heed.engine.TextClassifier;
import io.heed.engine.batch.Priority;
import io.heed.engine.error.EngineException;
import io.heed.engine.error.EngineException.Kind;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Healthy is who classifies a short text in time. The text goes before all that wait, so that a
 * long queue does not make it late; only lanes that do not come back do. Thread-safe.
 *
 * <p>An overloaded classifier is UP, with a detail that says so: it works as fast as it can and
 * refuses the rest at once. Were it out of service, the load balancer would give its share to the
 * other instances, which would be overloaded next.
 */
@Component
class ClassifierHealthIndicator implements HealthIndicator {
  private static final String TEXT = "Is anybody there?";
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final RequestOptions OPTIONS =
      RequestOptions.DEFAULT.withPriority(Priority.HIGH).withDeadline(PATIENCE);

  private final TextClassifier classifier;

  ClassifierHealthIndicator(TextClassifier classifier) {
    this.classifier = classifier;
  }

  @Override
  public Health health() {
    CompletableFuture<Classification> answer = classifier.classifyAsync(TEXT, OPTIONS);
    try {
      answer.get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
      return Health.up().build();
    } catch (ExecutionException e) {
      return failed(EngineException.wrap(e.getCause()).kind());
    } catch (TimeoutException e) { // a deadline takes effect when a lane comes by: none did
      return failed(Kind.DEADLINE_EXCEEDED);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return failed(Kind.CANCELLED);
    } finally {
      answer.cancel(false);
    }
  }

  private static Health failed(Kind kind) {
    return (kind == Kind.OVERLOADED ? Health.up() : Health.down())
        .withDetail("kind", kind.name())
        .build();
  }
}
