package io.heed.engine;

import io.heed.engine.batch.SoloLimits;
import io.heed.engine.batch.SoloScheduler;
import io.heed.engine.metrics.EngineMetrics;
import io.heed.engine.runtime.AcceleratorOptions;
import io.heed.engine.runtime.Device;
import io.heed.engine.runtime.TensorRunner;
import io.heed.engine.runtime.ort.OrtOptions;
import io.heed.engine.runtime.ort.OrtTensorBackend;
import io.heed.models.ModelDirectory;
import io.heed.models.Variant;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/** Loads a {@link TensorModel} with other than the defaults. For one thread. */
public final class TensorModelBuilder {
  private static final SoloLimits DEFAULT_LIMITS = new SoloLimits(1024, 1L << 30);
  private static final int ACCELERATOR_LANES = 2;

  private final Optional<ModelDirectory> directory;
  private Function<OrtOptions, OrtTensorBackend> loader;
  private List<Device> devices = List.of(Device.CPU);
  private Map<String, String> providerOptions = Map.of();
  private AcceleratorOptions accelerator = AcceleratorOptions.DEFAULT;
  private OptionalInt lanes = OptionalInt.empty();
  private int intraOpThreads = 1;
  private SoloLimits limits = DEFAULT_LIMITS;
  private EngineMetrics metrics = EngineMetrics.NONE;

  TensorModelBuilder(Path file) {
    directory = Optional.empty();
    loader = options -> OrtTensorBackend.load(file, options);
  }

  TensorModelBuilder(ModelDirectory directory) {
    this.directory = Optional.of(directory);
    loader = options -> load(directory, directory.defaultVariant(), options);
  }

  /**
   * The variant of a model directory to run, such as {@code int8}; {@code auto}, the default, is
   * the directory's default variant.
   *
   * @throws io.heed.models.ModelException if the directory has no such variant
   * @throws IllegalArgumentException if the model is a file
   */
  public TensorModelBuilder variant(String name) {
    ModelDirectory of =
        directory.orElseThrow(
            () ->
                new IllegalArgumentException(
                    "variant: \"" + name + "\" of a file, expected a model directory"));
    Variant chosen = name.equals("auto") ? of.defaultVariant() : of.variant(name);
    loader = options -> load(of, chosen, options);
    return this;
  }

  /**
   * Where the model runs: {@code cpu}, the default, {@code cuda:1}, {@code tensorrt}, several of a
   * kind with commas, or {@code auto}, which takes a GPU if one can be used and says once if not.
   * On TensorRT, give profile shapes of inputs with free axes as {@link #providerOptions}.
   *
   * @throws IllegalArgumentException for anything else
   */
  public TensorModelBuilder device(String name) {
    List<Device> parsed = Device.parse(name);
    if (parsed.stream().map(Device::kind).distinct().count() > 1) {
      throw new IllegalArgumentException("device: \"" + name + "\", expected devices of one kind");
    }
    devices = parsed;
    return this;
  }

  /**
   * Options of the device's execution provider, by the provider's own keys; they override what
   * {@link #accelerator} and the engine choose.
   */
  public TensorModelBuilder providerOptions(Map<String, String> options) {
    providerOptions = Map.copyOf(options);
    return this;
  }

  /** What holds on a GPU, {@link AcceleratorOptions#DEFAULT} by default. */
  public TensorModelBuilder accelerator(AcceleratorOptions options) {
    accelerator = options;
    return this;
  }

  /** The threads that share the work of one run, 1 by default. */
  public TensorModelBuilder intraOpThreads(int value) {
    intraOpThreads = EngineBuilder.positive("intraOpThreads", value);
    return this;
  }

  /** How many runs there may be at a time; by default one a processor, or two a GPU. */
  public TensorModelBuilder lanes(int value) {
    lanes = OptionalInt.of(EngineBuilder.positive("lanes", value));
    return this;
  }

  /** How many requests may be inside at a time, waiting and running; 1,024 by default. */
  public TensorModelBuilder maxRequests(int value) {
    limits = new SoloLimits(value, limits.maxBytes());
    return this;
  }

  /** How many bytes the inputs of the requests inside may have; 1 GiB by default. */
  public TensorModelBuilder maxQueuedBytes(long value) {
    limits = new SoloLimits(limits.maxRequests(), value);
    return this;
  }

  /** Takes what the engine measures; nobody does by default. */
  public TensorModelBuilder metrics(EngineMetrics value) {
    metrics = value;
    return this;
  }

  /**
   * Loads the model.
   *
   * @throws io.heed.engine.error.EngineException of kind MODEL if this engine cannot run it
   * @throws io.heed.models.ModelException if a file of a model directory cannot be read
   */
  public TensorModel build() {
    if (!accelerator.cpuFallback() && devices.contains(Device.CPU)) {
      throw new IllegalArgumentException(
          "cpuFallback: false with devices " + devices + ", expected cuda, tensorrt or auto");
    }
    List<OrtTensorBackend> backends = new ArrayList<>();
    try {
      OrtOptions options = new OrtOptions(intraOpThreads, Device.CPU, providerOptions);
      for (Device device : devices) {
        backends.add(loader.apply(options.with(accelerator, options.shapes()).on(device)));
      }
      return new TensorModel(backends, scheduler(backends));
    } catch (RuntimeException e) {
      backends.forEach(OrtTensorBackend::close);
      throw e;
    }
  }

  private SoloScheduler<TensorRunner> scheduler(List<OrtTensorBackend> backends) {
    int count =
        lanes.orElse(
            backends.get(0).device().isAccelerator()
                ? ACCELERATOR_LANES * backends.size()
                : Runtime.getRuntime().availableProcessors());
    List<TensorRunner> runners = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      runners.add(backends.get(i % backends.size()).newRunner());
    }
    return new SoloScheduler<>(runners, TensorRunner::close, limits, System::nanoTime, metrics);
  }

  private static OrtTensorBackend load(
      ModelDirectory directory, Variant variant, OrtOptions options) {
    Optional<Path> file = directory.path(variant.file());
    return file.isPresent()
        ? OrtTensorBackend.load(file.get(), options)
        : OrtTensorBackend.load(
            directory.read(variant.file()), directory.name() + "/" + variant.file(), options);
  }
}
