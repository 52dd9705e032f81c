package io.heed.server.cli;

import io.heed.engine.EngineBuilder;
import io.heed.engine.runtime.AcceleratorOptions;
import io.heed.server.inference.ServingOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where a model runs, and how on a GPU. Filled by picocli. */
final class DeviceOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create(); // set by picocli

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "cpu",
      description =
          "cpu, cuda, cuda:1, tensorrt:0, several with commas, or auto: a GPU if one can be used."
              + " Default: ${DEFAULT-VALUE}.")
  private String device = "cpu";

  @Option(
      names = "--gpu-memory-limit",
      paramLabel = "SIZE",
      converter = MemorySize.class,
      description =
          "The most memory that the model takes of each GPU: bytes, or with k, m or g. Without it:"
              + " no limit.")
  private @Nullable Long memoryLimit;

  @Option(
      names = "--no-cpu-fallback",
      description = "Fails if nodes of the model would run on the CPU though the device is a GPU.")
  private boolean noCpuFallback;

  @Option(
      names = "--tensorrt-cache",
      paramLabel = "DIR",
      description =
          "Where TensorRT keeps the engines it built. Without it: heed/tensorrt in the user's cache"
              + " directory.")
  private @Nullable Path tensorRtCache;

  @Option(
      names = "--tensorrt-half",
      description = "TensorRT may compute a model of single precision in half precision.")
  private boolean tensorRtHalf;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      defaultValue = "0",
      description =
          "How long all shapes of batches may be run on a GPU before the first text. Default:"
              + " ${DEFAULT-VALUE}, not at all.")
  private int warmUpSeconds;

  @Option(
      names = "--provider-option",
      paramLabel = "KEY=VALUE",
      description =
          "An option of ONNX Runtime's CUDA or TensorRT provider, such as use_tf32=0. Any number of"
              + " times; comes before all others.")
  private Map<String, String> providerOptions = new LinkedHashMap<>();

  /** Sets an engine's device; throws a usage error at what cannot be. */
  <B extends EngineBuilder<B>> void apply(B builder) {
    try {
      builder
          .device(device)
          .accelerator(accelerator())
          .warmUp(Duration.ofSeconds(warmUpSeconds))
          .providerOptions(providerOptions);
    } catch (IllegalArgumentException e) {
      throw usage(e);
    }
  }

  /** What a server loads its models with. */
  ServingOptions serving(
      Optional<String> variant,
      int maxTexts,
      int maxRequests,
      OptionalInt lanes,
      Duration requestWarmUp) {
    return new ServingOptions(
        device,
        variant,
        maxTexts,
        maxRequests,
        lanes,
        accelerator(),
        providerOptions,
        warmUpSeconds == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(warmUpSeconds)),
        requestWarmUp);
  }

  private AcceleratorOptions accelerator() {
    AcceleratorOptions accelerator =
        AcceleratorOptions.DEFAULT.withCpuFallback(!noCpuFallback).withTensorRtHalf(tensorRtHalf);
    if (memoryLimit != null) {
      accelerator = accelerator.withMemoryLimit(memoryLimit);
    }
    if (tensorRtCache != null) {
      accelerator = accelerator.withTensorRtCache(tensorRtCache);
    }
    return accelerator;
  }

  /** A setting that the engine refused. */
  ParameterException usage(IllegalArgumentException e) {
    String message = e.getMessage() == null ? e.toString() : e.getMessage();
    return new ParameterException(spec.commandLine(), message, e);
  }
}
