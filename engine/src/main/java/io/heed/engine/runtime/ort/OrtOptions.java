package io.heed.engine.runtime.ort;

import io.heed.engine.runtime.Device;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a model is run. Immutable.
 *
 * @param intraOpThreads the threads that share the work of one operator, 1 or more; they wait
 *     without spinning
 * @param device where it runs
 * @param providerOptions options of the device's execution provider by the provider's own keys
 */
public record OrtOptions(int intraOpThreads, Device device, Map<String, String> providerOptions) {
  /** On the processor, on one thread: the caller's. */
  public static final OrtOptions DEFAULT = new OrtOptions(1, Device.CPU, Map.of());

  /** Checks and copies. */
  public OrtOptions {
    if (intraOpThreads < 1) {
      throw new IllegalArgumentException(
          "intraOpThreads: " + intraOpThreads + ", expected 1 or more");
    }
    providerOptions = Map.copyOf(new TreeMap<>(providerOptions));
  }

  /** The same for another device. */
  public OrtOptions on(Device other) {
    return new OrtOptions(intraOpThreads, other, providerOptions);
  }
}
