package io.heed.examples.spring;

import io.heed.engine.TextClassifier;
import io.heed.engine.TextClassifierBuilder;
import io.heed.engine.metrics.EngineMetrics;
import io.heed.engine.metrics.MicrometerMetrics;
import io.heed.models.ModelDirectory;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes the one classifier of the application, which all requests share. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(HeedProperties.class)
class HeedConfiguration {
  @Bean
  ModelDirectory modelDirectory(HeedProperties properties) {
    return properties.model() == null
        ? ModelDirectory.bundled()
        : ModelDirectory.open(properties.model());
  }

  @Bean
  EngineMetrics engineMetrics(ModelDirectory model, MeterRegistry registry) {
    return MicrometerMetrics.in(registry, "model", model.name());
  }

  /**
   * Closed after the web server: Spring destroys beans only when all its lifecycles have stopped,
   * and the web server's has drained its requests by then.
   */
  @Bean(destroyMethod = "close")
  TextClassifier textClassifier(
      ModelDirectory model, HeedProperties properties, EngineMetrics metrics) {
    TextClassifierBuilder builder =
        TextClassifier.builder(model)
            .variant(properties.variant())
            .device(properties.device())
            .maxRequests(properties.maxRequests())
            .metrics(metrics);
    if (properties.lanes() != null) {
      builder.lanes(properties.lanes());
    }
    return builder.build();
  }
}
