package io.heed.server.inference;

import io.heed.engine.RequestOptions;
import io.heed.engine.runtime.RawTensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * What a client asks of a model. Immutable.
 *
 * @param inputs by name, in the order of the request
 * @param outputs the names of what is wanted; none for all
 * @param parameters of the request, but for those that are options already
 * @param options priority and deadline
 */
public record InferenceRequest(
    Map<String, RawTensor> inputs,
    Set<String> outputs,
    Parameters parameters,
    RequestOptions options) {
  /** Copies the collections, not the tensors. */
  public InferenceRequest {
    inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
    outputs = Collections.unmodifiableSet(new LinkedHashSet<>(outputs));
  }

  /** All outputs, without parameters or options. */
  public static InferenceRequest of(Map<String, RawTensor> inputs) {
    return new InferenceRequest(inputs, Set.of(), Parameters.NONE, RequestOptions.DEFAULT);
  }
}
