package io.heed.engine;

import io.heed.engine.batch.BatchPolicy;
import io.heed.engine.batch.QueueLimits;
import io.heed.engine.metrics.EngineMetrics;
import io.heed.engine.runtime.Device;
import io.heed.models.ModelDirectory;
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
  private OptionalInt lanes = OptionalInt.empty();
  private int intraOpThreads = 1;
  private Optional<BatchPolicy> policy = Optional.empty();
  private OptionalInt maxBatchRows = OptionalInt.empty();
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

  EngineSettings settings() {
    return new EngineSettings(
        variant,
        maxTokens,
        devices,
        providerOptions,
        lanes,
        intraOpThreads,
        policy,
        maxBatchRows,
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
   * tensorrt:0}, several with commas, over which the lanes are spread, or {@code auto}, which takes
   * a GPU if one can be used and says once if not.
   *
   * @throws IllegalArgumentException for anything else
   */
  public B device(String name) {
    devices = Device.parse(name);
    return self();
  }

  /** Options of the device's execution provider, by the provider's own keys. */
  public B providerOptions(Map<String, String> options) {
    providerOptions = Map.copyOf(options);
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
