package io.heed.engine.runtime.ort;

import ai.onnxruntime.OrtException;
import io.heed.engine.error.EngineException;
import io.heed.engine.runtime.AcceleratorOptions;
import io.heed.engine.runtime.Device;
import io.heed.engine.runtime.OnnxNode;
import io.heed.engine.runtime.OnnxSummary;
import java.io.IOException;
import java.lang.System.Logger;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A model on its way to an accelerator: what is checked, chosen and told of it. Immutable. */
final class Acceleration {
  private static final Logger LOGGER = System.getLogger(Acceleration.class.getName());

  private final String model;
  private final OnnxSummary summary;
  private final OrtOptions options;

  private Acceleration(String model, OnnxSummary summary, OrtOptions options) {
    this.model = model;
    this.summary = summary;
    this.options = options;
  }

  /**
   * Checks graph, device and options, and chooses the provider's options.
   *
   * @throws EngineException of kind MODEL if the device cannot run the graph or is not there, or
   *     TensorRT's cache cannot be written
   * @throws IllegalArgumentException for an option that the provider does not know
   */
  static Acceleration of(ModelSource source, OrtOptions asked) {
    Device device = asked.device();
    ProviderKeys.check(device, asked.providerOptions());
    OnnxSummary summary = source.summary();
    AcceleratedGraph.check(source.name(), device, summary);
    OrtProviders.require(device);
    SortedMap<String, String> defaults = ProviderDefaults.cuda(asked.accelerator(), summary);
    if (device.kind() == Device.Kind.TENSORRT) {
      defaults.putAll(ProviderDefaults.tensorRt(asked.accelerator(), summary, asked.shapes()));
      defaults.putAll(caches(source, asked, defaults, GpuHost.here()));
    }
    SortedMap<String, String> merged =
        ProviderDefaults.merged(device, defaults, asked.providerOptions());
    LOGGER.log(Logger.Level.DEBUG, "{0}: device {1}: {2}", source.name(), device, merged);
    return new Acceleration(source.name(), summary, asked.with(merged));
  }

  /** The caller's options with those of the provider in place. */
  OrtOptions options() {
    return options;
  }

  /** Why a session may have failed, in addition to what it says. */
  String hint() {
    List<OnnxNode> left = AcceleratedGraph.leftOver(summary);
    return options.accelerator().cpuFallback() || left.isEmpty()
        ? ""
        : "; no CUDA kernels are known for " + AcceleratedGraph.list(left);
  }

  /** Runs the smallest shape once and tells which nodes did not run on the device. */
  void report(SharedSession session, OrtSignature signature) throws OrtException {
    if (options.device().kind() == Device.Kind.TENSORRT) {
      List<OnnxNode> others = AcceleratedGraph.notForTensorRt(summary);
      if (!others.isEmpty()) {
        LOGGER.log(
            Logger.Level.WARNING,
            "{0}: TensorRT takes standard operators only (heed optimize --target tensorrt); engines"
                + " are built for the shapes that come, and CUDA or the CPU runs {1}",
            model,
            AcceleratedGraph.list(others));
      }
    }
    if (!session.isProfiled()) {
      return; // the session was there already, and this was told then
    }
    try {
      tell(NodePlacement.observe(session, signature, model, options.shapes().smallest()));
    } catch (EngineException | IOException e) {
      LOGGER.log(
          Logger.Level.WARNING, "{0}: nodes on the CPU cannot be told: {1}", model, e.getMessage());
    } finally {
      session.dropProfile();
    }
  }

  private void tell(NodePlacement placement) {
    List<OnnxNode> onCpu = placement.onCpu();
    LOGGER.log(
        onCpu.isEmpty() ? Logger.Level.DEBUG : Logger.Level.WARNING,
        "{0}: device {1}: {2} of {3} nodes run on the CPU{4}",
        model,
        options.device(),
        onCpu.size(),
        placement.nodes(),
        onCpu.isEmpty() ? "" : ": " + AcceleratedGraph.list(onCpu));
  }

  /** Caches of engines and timings, where the caller's own options name none. */
  static SortedMap<String, String> caches(
      ModelSource source, OrtOptions asked, Map<String, String> defaults, GpuHost host) {
    if (asked.providerOptions().containsKey("trt_engine_cache_path")
        || "0".equals(asked.providerOptions().get("trt_engine_cache_enable"))) {
      return new TreeMap<>();
    }
    SortedMap<String, String> machine = new TreeMap<>();
    machine.put("onnxruntime", OrtRuntime.environment().getVersion());
    machine.put("driver", host.driver());
    machine.put("gpus", host.gpus());
    machine.put("tensorrt", host.tensorRt());
    SortedMap<String, String> engine = new TreeMap<>(machine);
    engine.put("model.sha256", source.sha256());
    engine.put("device", asked.device().toString());
    engine.putAll(defaults);
    engine.putAll(asked.providerOptions());
    AcceleratorOptions accelerator = asked.accelerator();
    Path root =
        accelerator
            .tensorRtCache()
            .orElseGet(
                () ->
                    EngineCache.usual(
                        System.getenv(), Path.of(System.getProperty("user.home", "."))));
    return EngineCache.options(root, engine, machine);
  }
}
