package io.heed.server.inference;

import io.heed.engine.EngineBuilder;
import io.heed.engine.TensorModelBuilder;
import io.heed.engine.runtime.AcceleratorOptions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How models are loaded. Immutable.
 *
 * @param device as the engine reads it: {@code auto}, {@code cpu}, {@code cuda:1}
 * @param variant of model directories; without it the directory's default
 * @param maxTexts how many texts a request may have
 * @param maxRequests how many requests a model takes at a time, waiting and running
 * @param lanes how many runs of a model there may be at a time; without it what suits the device
 * @param accelerator what holds on a GPU
 * @param providerOptions of the device's execution provider, by its own keys
 * @param shapesWarmUp how long the engine may run all shapes of its batches, where they are known;
 *     without it what suits the device
 * @param warmUp how long a model may be asked before its first client is; zero for not at all
 */
public record ServingOptions(
    String device,
    Optional<String> variant,
    int maxTexts,
    int maxRequests,
    OptionalInt lanes,
    AcceleratorOptions accelerator,
    Map<String, String> providerOptions,
    Optional<Duration> shapesWarmUp,
    Duration warmUp) {
  /** On the CPU, the default variant, 256 texts a request, 1,024 requests, no warm-up. */
  public static final ServingOptions DEFAULT =
      new ServingOptions(
          "cpu",
          Optional.empty(),
          256,
          1024,
          OptionalInt.empty(),
          AcceleratorOptions.DEFAULT,
          Map.of(),
          Optional.empty(),
          Duration.ZERO);

  /** Checks the numbers. */
  public ServingOptions {
    requirePositive("maxTexts", maxTexts);
    requirePositive("maxRequests", maxRequests);
    if (warmUp.isNegative()) {
      throw new IllegalArgumentException("warmUp: " + warmUp + ", expected zero or more");
    }
    providerOptions = Map.copyOf(providerOptions);
  }

  /** The same with another limit. */
  public ServingOptions withMaxTexts(int value) {
    return new ServingOptions(
        device,
        variant,
        value,
        maxRequests,
        lanes,
        accelerator,
        providerOptions,
        shapesWarmUp,
        warmUp);
  }

  /** The same with another warm-up. */
  public ServingOptions withWarmUp(Duration value) {
    return new ServingOptions(
        device,
        variant,
        maxTexts,
        maxRequests,
        lanes,
        accelerator,
        providerOptions,
        shapesWarmUp,
        value);
  }

  <B extends EngineBuilder<B>> B apply(B builder) {
    builder
        .device(device)
        .accelerator(accelerator)
        .providerOptions(providerOptions)
        .maxRequests(maxRequests);
    shapesWarmUp.ifPresent(builder::warmUp);
    variant.ifPresent(builder::variant);
    lanes.ifPresent(builder::lanes);
    return builder;
  }

  /** A variant only of a model directory. */
  TensorModelBuilder apply(TensorModelBuilder builder, boolean directory) {
    builder
        .device(device)
        .accelerator(accelerator)
        .providerOptions(providerOptions)
        .maxRequests(maxRequests);
    if (directory) {
      variant.ifPresent(builder::variant);
    }
    lanes.ifPresent(builder::lanes);
    return builder;
  }

  private static void requirePositive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": " + value + ", expected 1 or more");
    }
  }
}
