package io.heed.engine;

import io.heed.engine.runtime.RawTensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The outputs of a run of raw tensors. Immutable; in memory of their own.
 *
 * @param tensors by name, in the order they were asked for, or of the graph
 * @param times where the time went; none of it to a tokenizer
 */
public record TensorOutputs(Map<String, RawTensor> tensors, StageTimes times) {
  /** Copies the map, not the tensors. */
  public TensorOutputs {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
  }

  /**
   * An output.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public RawTensor get(String name) {
    RawTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException(
          "output: \"" + name + "\", expected one of " + tensors.keySet());
    }
    return tensor;
  }
}
