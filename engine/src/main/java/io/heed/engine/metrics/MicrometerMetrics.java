package io.heed.engine.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * Puts what the engine measures into a registry of Micrometer, which the application brings: the
 * engine runs without it. Thread-safe.
 *
 * <p>{@code heed.requests} by {@code outcome}; {@code heed.tokenize}, {@code heed.queue} and {@code
 * heed.run}, times; {@code heed.batch.texts}, {@code heed.batch.tokens} and {@code
 * heed.batch.padding} (share of the run's tokens, 0 to 1); {@code heed.tokens}, whose rate is
 * tokens a second; {@code heed.load.requests} and {@code heed.load.tokens}, what is inside now.
 */
public final class MicrometerMetrics implements EngineMetrics {
  private final MeterRegistry registry;
  private final Tags tags;
  private final Map<Outcome, Counter> requests = new EnumMap<>(Outcome.class);
  private final Timer tokenize;
  private final Timer queue;
  private final Timer run;
  private final DistributionSummary texts;
  private final DistributionSummary runTokens;
  private final DistributionSummary padding;
  private final Counter tokens;

  private MicrometerMetrics(MeterRegistry registry, Tags tags) {
    this.registry = registry;
    this.tags = tags;
    for (Outcome outcome : Outcome.values()) {
      requests.put(
          outcome,
          Counter.builder("heed.requests")
              .description("Requests by how they ended")
              .tags(tags.and("outcome", outcome.tag()))
              .register(registry));
    }
    this.tokenize = timer("heed.tokenize", "From text to token ids");
    this.queue = timer("heed.queue", "From admission to the start of the run");
    this.run = timer("heed.run", "Runs of the model");
    this.texts = summary("heed.batch.texts", "Texts of a run");
    this.runTokens = summary("heed.batch.tokens", "Tokens of a run, without padding");
    this.padding = summary("heed.batch.padding", "Share of padding in the tokens of a run");
    this.tokens =
        Counter.builder("heed.tokens")
            .description("Tokens that were run, without padding")
            .tags(tags)
            .register(registry);
  }

  /**
   * Metrics in this registry.
   *
   * @param tags names and values in turns, such as {@code "model", "ag-news"}
   */
  public static MicrometerMetrics in(MeterRegistry registry, String... tags) {
    return new MicrometerMetrics(registry, Tags.of(tags));
  }

  /** The load of the engine that came last, where one takes another one's place. */
  @Override
  public void attached(EngineLoad load) {
    gauge("heed.load.requests", load, EngineLoad::requests, "Requests inside, waiting and running");
    gauge("heed.load.tokens", load, EngineLoad::tokens, "Tokens of the requests inside");
  }

  @Override
  public void finished(Outcome outcome, long queueNanos, long runNanos) {
    Counter counter = requests.get(outcome);
    if (counter != null) {
      counter.increment();
    }
    if (outcome == Outcome.OK) {
      queue.record(queueNanos, TimeUnit.NANOSECONDS);
    }
  }

  @Override
  public void ran(int rows, long textTokens, long paddedTokens, long runNanos) {
    run.record(runNanos, TimeUnit.NANOSECONDS);
    if (paddedTokens == 0) {
      return; // raw tensors
    }
    texts.record(rows);
    runTokens.record((double) textTokens);
    padding.record((double) (paddedTokens - textTokens) / paddedTokens);
    tokens.increment((double) textTokens);
  }

  @Override
  public void tokenized(int textTokens, long nanos) {
    tokenize.record(nanos, TimeUnit.NANOSECONDS);
  }

  /** A registry keeps the gauge it has, and that of an engine that is gone would tell nothing. */
  private void gauge(
      String name, EngineLoad load, ToDoubleFunction<EngineLoad> value, String description) {
    Gauge old = registry.find(name).tags(tags).gauge();
    if (old != null) {
      registry.remove(old);
    }
    Gauge.builder(name, load, value).description(description).tags(tags).register(registry);
  }

  private Timer timer(String name, String description) {
    return Timer.builder(name).description(description).tags(tags).register(registry);
  }

  private DistributionSummary summary(String name, String description) {
    return DistributionSummary.builder(name).description(description).tags(tags).register(registry);
  }
}
