package io.heed.engine.runtime.ort;

import io.heed.engine.batch.BatchShape;
import io.heed.engine.runtime.AcceleratorOptions;
import io.heed.engine.runtime.Device;
import io.heed.engine.runtime.ShapeRange;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a model is run. Immutable.
 *
 * @param intraOpThreads the threads that share the work of one operator, 1 or more; they wait
 *     without spinning
 * @param device where it runs
 * @param providerOptions options of the device's execution provider by the provider's own keys; on
 *     an accelerator they come before the defaults and before {@code accelerator}
 * @param accelerator what holds on an accelerator
 * @param shapes which shapes runs have, for accelerators that must know it beforehand
 */
public record OrtOptions(
    int intraOpThreads,
    Device device,
    Map<String, String> providerOptions,
    AcceleratorOptions accelerator,
    ShapeRange shapes) {
  /** On the processor, on one thread: the caller's. */
  public static final OrtOptions DEFAULT = new OrtOptions(1, Device.CPU, Map.of());

  private static final ShapeRange USUAL_SHAPES =
      new ShapeRange(new BatchShape(1, 1), new BatchShape(32, 128), new BatchShape(128, 512));

  /** Checks and copies. */
  public OrtOptions {
    if (intraOpThreads < 1) {
      throw new IllegalArgumentException(
          "intraOpThreads: " + intraOpThreads + ", expected 1 or more");
    }
    providerOptions = Map.copyOf(new TreeMap<>(providerOptions));
  }

  /** With the defaults of accelerators, and runs of up to 128 texts of 512 tokens. */
  public OrtOptions(int intraOpThreads, Device device, Map<String, String> providerOptions) {
    this(intraOpThreads, device, providerOptions, AcceleratorOptions.DEFAULT, USUAL_SHAPES);
  }

  /** The same for another device. */
  public OrtOptions on(Device other) {
    return new OrtOptions(intraOpThreads, other, providerOptions, accelerator, shapes);
  }

  /** The same with other choices for accelerators. */
  public OrtOptions with(AcceleratorOptions other, ShapeRange range) {
    return new OrtOptions(intraOpThreads, device, providerOptions, other, range);
  }

  /** The same with other options of the provider. */
  OrtOptions with(Map<String, String> options) {
    return new OrtOptions(intraOpThreads, device, options, accelerator, shapes);
  }
}
