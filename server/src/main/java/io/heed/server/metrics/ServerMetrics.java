package io.heed.server.metrics;

import io.heed.engine.metrics.EngineMetrics;
import io.heed.engine.metrics.GuardedMetrics;
import io.heed.engine.metrics.MicrometerMetrics;
import io.heed.server.service.ModelService;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.IntSupplier;

/**
 * All metrics of a server: Triton's names, the engine's ({@code heed_requests_total}, {@code
 * heed_tokenize_seconds}…, by model, version and engine), {@code heed_calls_in_flight}, {@code
 * heed_connections}, {@code heed_model_ready}, and those of the JVM and the process. Thread-safe.
 */
public final class ServerMetrics {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  /** Metrics of the process; those of a service come with {@link #add}. */
  public ServerMetrics() {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ClassLoaderMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
  }

  /** Where the engine of a model tells what it does. */
  public EngineMetrics engine(String model, long version, String engine) {
    return new GuardedMetrics(
        MicrometerMetrics.in(
            registry, "model", model, "version", Long.toString(version), "engine", engine));
  }

  /**
   * Adds what a service knows; once.
   *
   * @param connections how many are open
   */
  public void add(ModelService service, IntSupplier connections) {
    registry.getPrometheusRegistry().register(new TritonMetrics(service));
    registry.getPrometheusRegistry().register(new ModelReadiness(service.repository()));
    Gauge.builder("heed.calls.in.flight", service, ModelService::inFlight)
        .description("Calls that are being answered")
        .register(registry);
    Gauge.builder("heed.connections", connections, IntSupplier::getAsInt)
        .description("Open connections of all ports")
        .strongReference(true)
        .register(registry);
    Gauge.builder("heed.ready", service, each -> each.isReady() ? 1 : 0)
        .description("Whether the server is ready")
        .register(registry);
  }

  /** All of them now, in Prometheus' text format 0.0.4. */
  public byte[] text() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      registry.scrape(out, "text/plain; version=0.0.4; charset=utf-8");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
