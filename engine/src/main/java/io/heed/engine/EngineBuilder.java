package io.heed.engine;

import io.heed.engine.batch.BatchPolicy;
import io.heed.engine.batch.QueueLimits;
import io.heed.engine.metrics.EngineMetrics;
import io.heed.engine.runtime.AcceleratorOptions;
import io.heed.engine.runtime.Device;
import io.heed.models.ModelDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The settings that the engines of all tasks share. For one thread.
 *
 * @param <B> the builder itself
 */
public abstract class EngineBuilder<B extends EngineBuilder<B>> {
  private static final QueueLimits DEFAULT_LIMITS = new QueueLimits(1024, 1 << 18);

  private final ModelDirectory directory;
  private Optional<String> variant = Optional.empty();
  private int maxTokens = Integer.MAX_VALUE;
  private List<Device> devices = List.of(Device.CPU);
  private Map<String, String> providerOptions = Map.of();
  private AcceleratorOptions accelerator = AcceleratorOptions.DEFAULT;
  private Optional<Duration> warmUp = Optional.empty();
  private OptionalInt lanes = OptionalInt.empty();
  private int intraOpThreads = 1;
  private Optional<BatchPolicy> policy = Optional.empty();
  private OptionalInt maxBatchRows = OptionalInt.empty();
  private OptionalInt maxBatchTokens = OptionalInt.empty();
  private QueueLimits limits = DEFAULT_LIMITS;
  private EngineMetrics metrics = EngineMetrics.NONE;

  EngineBuilder(ModelDirectory directory) {
    this.directory = directory;
  }

  /** A builder whose task has another default of {@link #maxBatchRows}. */
  EngineBuilder(ModelDirectory directory, int maxBatchRows) {
    this.directory = directory;
    this.maxBatchRows = OptionalInt.of(maxBatchRows);
  }

  abstract B self();

  ModelDirectory directory() {
    return directory;
  }

  /**
   * The settings.
   *
   * @throws IllegalArgumentException if some exclude each other
   */
  EngineSettings settings() {
    if (!accelerator.cpuFallback() && devices.contains(Device.CPU)) {
      throw new IllegalArgumentException(
          "cpuFallback: false with devices " + devices + ", expected cuda, tensorrt or auto");
    }
    return new EngineSettings(
        variant,
        maxTokens,
        devices,
        providerOptions,
        accelerator,
        warmUp,
        lanes,
        intraOpThreads,
        policy,
        maxBatchRows,
        maxBatchTokens,
        limits,
        metrics);
  }

  /**
   * The variant to run, such as {@code int8}; {@code auto}, the default, is the directory's default
   * variant.
   *
   * @throws io.heed.models.ModelException if the directory has no such variant
   */
  public B variant(String name) {
    if (name.equals("auto")) {
      variant = Optional.empty();
    } else {
      variant = Optional.of(directory.variant(name).name());
    }
    return self();
  }

  /** The length in tokens at which a text is cut, if the model does not cut it earlier. */
  public B maxTokens(int value) {
    maxTokens = positive("maxTokens", value);
    return self();
  }

  /**
   * Where the model runs: {@code cpu}, the default, {@code cuda}, {@code cuda:1}, {@code
   * tensorrt:0}, several of a kind with commas, of which the one with the least to do runs next, or
   * {@code auto}, which takes a GPU if one can be used and says once if not.
   *
   * @throws IllegalArgumentException for anything else
   */
  public B device(String name) {
    List<Device> parsed = Device.parse(name);
    if (parsed.stream().map(Device::kind).distinct().count() > 1) {
      throw new IllegalArgumentException("device: \"" + name + "\", expected devices of one kind");
    }
    devices = parsed;
    return self();
  }

  /**
   * Options of the device's execution provider, by the provider's own keys; they override what this
   * builder's other methods and the engine choose. On {@code tensorrt} those of CUDA are taken too.
   */
  public B providerOptions(Map<String, String> options) {
    providerOptions = Map.copyOf(options);
    return self();
  }

  /** What holds on a GPU, all at once; the methods below change parts of it. */
  public B accelerator(AcceleratorOptions options) {
    accelerator = options;
    return self();
  }

  /**
   * The most memory that the model takes of each GPU, in bytes; what CUDA's libraries take
   * themselves comes on top. No limit by default.
   */
  public B gpuMemoryLimit(long bytes) {
    accelerator = accelerator.withMemoryLimit(bytes);
    return self();
  }

  /**
   * Whether nodes that a GPU has no kernels for may run on the CPU, true by default; if not,
   * loading a model with such nodes fails. They are told on the log in any case.
   */
  public B cpuFallback(boolean allowed) {
    accelerator = accelerator.withCpuFallback(allowed);
    return self();
  }

  /**
   * Where TensorRT keeps the engines it built, by default in the user's cache directory. Building
   * one takes minutes.
   */
  public B tensorRtCache(Path directory) {
    accelerator = accelerator.withTensorRtCache(directory);
    return self();
  }

  /** Whether TensorRT may run a model of single precision in half precision, false by default. */
  public B tensorRtHalf(boolean allowed) {
    accelerator = accelerator.withTensorRtHalf(allowed);
    return self();
  }

  /**
   * After how long without a run the next one gives unused memory of a GPU back, a minute by
   * default; zero for never.
   */
  public B gpuShrinkAfterIdle(Duration idle) {
    accelerator = accelerator.withShrinkAfterIdle(idle);
    return self();
  }

  /**
   * How long the engine may run all shapes of its batches before it is ready, where they are known:
   * by default 10 minutes on a GPU, zero, for not at all, on a CPU. What is left then comes at its
   * first request, and the log says so.
   */
  public B warmUp(Duration limit) {
    if (limit.isNegative()) {
      throw new IllegalArgumentException("warmUp: " + limit + ", expected zero or more");
    }
    warmUp = Optional.of(limit);
    return self();
  }

  /** How many runs there may be at a time; by default one a processor, or two a GPU. */
  public B lanes(int value) {
    lanes = OptionalInt.of(positive("lanes", value));
    return self();
  }

  /** The threads that share the work of one run, 1 by default. */
  public B intraOpThreads(int value) {
    intraOpThreads = positive("intraOpThreads", value);
    return self();
  }

  /** Which waiting texts share a run, in place of the device's default. */
  public B batchPolicy(BatchPolicy value) {
    policy = Optional.of(value);
    return self();
  }

  /**
   * How many texts may share a run. On a CPU, where only texts of equal length do, 8 by default,
   * and 1 for a dynamically quantised variant, whose answers would depend on the batch otherwise;
   * on a GPU 256.
   */
  public B maxBatchRows(int value) {
    maxBatchRows = OptionalInt.of(positive("maxBatchRows", value));
    return self();
  }

  /**
   * How many tokens a run may have on a GPU, padding counted; 16,384 by default. The memory of a
   * run is in proportion to it.
   */
  public B maxBatchTokens(int value) {
    maxBatchTokens = OptionalInt.of(positive("maxBatchTokens", value));
    return self();
  }

  /** How many requests may be inside at a time, waiting and running; 1,024 by default. */
  public B maxRequests(int value) {
    limits = new QueueLimits(value, limits.maxTokens());
    return self();
  }

  /** How many tokens the requests inside may have; 262,144 by default. */
  public B maxQueuedTokens(long value) {
    limits = new QueueLimits(limits.maxRequests(), value);
    return self();
  }

  /** Takes what the engine measures; nobody does by default. */
  public B metrics(EngineMetrics value) {
    metrics = value;
    return self();
  }

  static int positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": " + value + ", expected 1 or more");
    }
    return value;
  }
}
