package io.heed.engine.runtime;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is chosen for accelerators, beyond the options of their execution providers, which override
 * it. Without effect on a CPU. Immutable.
 *
 * @param memoryLimitBytes the most that the memory arena of a device takes, weights included; what
 *     CUDA's libraries take themselves comes on top; 1 or more
 * @param cpuFallback whether nodes that the device has no kernels for run on the CPU; if not,
 *     loading such a model fails
 * @param tensorRtHalf whether TensorRT may compute a graph of FLOAT in half precision
 * @param tensorRtCache where built engines are kept; empty for the user's cache directory
 * @param shrinkAfterIdle the first run after so long without one gives the arena's unused memory
 *     back; zero for never
 */
public record AcceleratorOptions(
    OptionalLong memoryLimitBytes,
    boolean cpuFallback,
    boolean tensorRtHalf,
    Optional<Path> tensorRtCache,
    Duration shrinkAfterIdle) {
  /** No limit, fallback allowed, precision as in the graph, the user's cache, a minute. */
  public static final AcceleratorOptions DEFAULT =
      new AcceleratorOptions(
          OptionalLong.empty(), true, false, Optional.empty(), Duration.ofMinutes(1));

  /** Checks. */
  public AcceleratorOptions {
    if (memoryLimitBytes.isPresent() && memoryLimitBytes.getAsLong() < 1) {
      throw new IllegalArgumentException(
          "gpuMemoryLimit: " + memoryLimitBytes.getAsLong() + " bytes, expected 1 or more");
    }
    if (shrinkAfterIdle.isNegative()) {
      throw new IllegalArgumentException(
          "shrinkAfterIdle: " + shrinkAfterIdle + ", expected zero or more");
    }
  }

  /** The same with a limit. */
  public AcceleratorOptions withMemoryLimit(long bytes) {
    return new AcceleratorOptions(
        OptionalLong.of(bytes), cpuFallback, tensorRtHalf, tensorRtCache, shrinkAfterIdle);
  }

  /** The same with or without nodes on the CPU. */
  public AcceleratorOptions withCpuFallback(boolean allowed) {
    return new AcceleratorOptions(
        memoryLimitBytes, allowed, tensorRtHalf, tensorRtCache, shrinkAfterIdle);
  }

  /** The same with or without half precision in TensorRT. */
  public AcceleratorOptions withTensorRtHalf(boolean allowed) {
    return new AcceleratorOptions(
        memoryLimitBytes, cpuFallback, allowed, tensorRtCache, shrinkAfterIdle);
  }

  /** The same with another directory. */
  public AcceleratorOptions withTensorRtCache(Path directory) {
    return new AcceleratorOptions(
        memoryLimitBytes, cpuFallback, tensorRtHalf, Optional.of(directory), shrinkAfterIdle);
  }

  /** The same with another time. */
  public AcceleratorOptions withShrinkAfterIdle(Duration idle) {
    return new AcceleratorOptions(memoryLimitBytes, cpuFallback, tensorRtHalf, tensorRtCache, idle);
  }
}
