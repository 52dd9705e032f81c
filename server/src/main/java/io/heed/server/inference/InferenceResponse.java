package io.heed.server.inference;

import io.heed.engine.StageTimes;
import io.heed.engine.runtime.RawTensor;
import java.util.Collections;
import java.util.Map;

/**
 * The answer of a model. Immutable.
 *
 * @param outputs by name, in the order of the model or of the request
 * @param inferences how many answers are in it: the texts of the request, or one for tensors
 * @param times where the time went; of several texts the longest of each stage
 */
public record InferenceResponse(Map<String, RawTensor> outputs, int inferences, StageTimes times) {
  /** Takes the map over. */
  public InferenceResponse {
    outputs = Collections.unmodifiableMap(outputs);
  }
}
