package io.heed.converter.quantize;

import io.heed.converter.ort.Tensor;
import io.heed.converter.ort.TensorSpec;
import java.util.List;
import java.util.Map;

/** What a model is run on to measure its activations. */
@FunctionalInterface
public interface CalibrationInputs {
  /** For each run the inputs by name, for a model that takes these. */
  Iterable<Map<String, Tensor>> runs(List<TensorSpec> inputs);
}
