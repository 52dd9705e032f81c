package io.heed.bench.gpu;

import ai.onnxruntime.OrtEnvironment;
import io.heed.bench.error.BenchException;
import io.heed.bench.error.BenchException.Kind;
import io.heed.converter.synthesize.EncoderPreset;
import io.heed.converter.synthesize.EncoderWriter;
import io.heed.converter.synthesize.RandomWeights;
import io.heed.engine.batch.BatchRunner;
import io.heed.engine.error.EngineException;
import io.heed.engine.runtime.Device;
import io.heed.engine.runtime.ModelOutputs;
import io.heed.engine.runtime.OutputSpec;
import io.heed.engine.runtime.ort.OrtBackend;
import io.heed.engine.runtime.ort.OrtOptions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Whether a device can be used, and what there is to say of it. Stateless. */
public final class DeviceCheck {
  private DeviceCheck() {}

  /**
   * Runs a tiny model on the device.
   *
   * @return what is known of machine, runtime and device
   * @throws BenchException of kind RUN that says what is missing
   */
  public static Map<String, Object> require(Device device) {
    byte[] model =
        EncoderWriter.of(EncoderPreset.TINY.config().build(), RandomWeights.of(1))
            .toModel()
            .toByteArray();
    try (OrtBackend backend =
            OrtBackend.load(
                model,
                "heed bench gpu",
                List.of(OutputSpec.textLogits(2)),
                new OrtOptions(1, device, Map.of()));
        BatchRunner<ModelOutputs> runner = backend.newRunner()) {
      runner.run(TokenRows.batches(TokenRows.full(1, 8, 100, 1), 1).get(0).tokens());
    } catch (EngineException e) {
      throw new BenchException(Kind.RUN, "--device " + device + ": " + e.getMessage(), e);
    }
    return facts(device);
  }

  private static Map<String, Object> facts(Device device) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("gpu", card(device, "name"));
    facts.put("driver", card(device, "driver_version"));
    facts.put("gpuMemory", card(device, "memory.total"));
    facts.put("onnxRuntime", OrtEnvironment.getEnvironment().getVersion());
    facts.put("providers", OrtEnvironment.getAvailableProviders().toString());
    facts.put(
        "java", System.getProperty("java.vm.name") + " " + System.getProperty("java.version"));
    facts.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    facts.put("processors", Runtime.getRuntime().availableProcessors());
    return facts;
  }

  private static String card(Device device, String query) {
    if (!device.isAccelerator()) {
      return "none";
    }
    List<String> lines =
        MemoryWatch.ask(
            List.of(
                "nvidia-smi",
                "--query-gpu=" + query,
                "--format=csv,noheader",
                "--id=" + device.index()));
    return lines.isEmpty() ? "unknown: nvidia-smi said nothing" : lines.get(0);
  }
}
