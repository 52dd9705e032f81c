package io.heed.examples.spring;

import io.heed.engine.runtime.Device;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Positive;
import java.nio.file.Path;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The settings under {@code heed}; a wrong one ends the start with a message that names it.
 * Immutable.
 *
 * @param model the model directory; the bundled model if there is none
 * @param variant of the model directory, such as {@code int8}; {@code auto} is its default one
 * @param device {@code cpu}, {@code cuda[:n]}, {@code tensorrt[:n]} or {@code auto}
 * @param lanes how many runs of the model there may be at a time; one a processor by default
 * @param maxRequests how many texts may be inside at a time, waiting and running; more are refused
 * @param maxTexts how many texts one HTTP request may bring
 * @param deadline how long an HTTP request may take; one may ask for less
 */
@Validated
@ConfigurationProperties("heed")
record HeedProperties(
    @Nullable Path model,
    @DefaultValue("auto") @NotBlank String variant,
    @DefaultValue("cpu") String device,
    @Nullable @Positive Integer lanes,
    @DefaultValue("1024") @Positive int maxRequests,
    @DefaultValue("128") @Positive int maxTexts,
    @DefaultValue("5s") @DurationMin(millis = 1) Duration deadline) {
  /** Checks what annotations cannot say. */
  HeedProperties {
    Device.parse(device);
    if (maxTexts > maxRequests) {
      throw new IllegalArgumentException(
          "maxTexts: " + maxTexts + ", expected at most maxRequests, which is " + maxRequests);
    }
  }
}
