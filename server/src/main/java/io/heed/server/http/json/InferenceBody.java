package io.heed.server.http.json;

import io.heed.engine.runtime.RawTensor;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * What a request for inference says. Filled by one thread, then read.
 *
 * <p>The Open Inference Protocol's {@code $inference_request}, with Triton's binary tensor data.
 */
public final class InferenceBody {
  static final String BINARY_OUTPUT = "binary_data_output";

  private final Map<String, RawTensor> inputs = new LinkedHashMap<>();
  private final Set<String> outputs = new LinkedHashSet<>();
  private final Map<String, Boolean> binary = new HashMap<>();
  private Map<String, Object> parameters = new LinkedHashMap<>();
  private String id = "";
  private boolean binaryOutput;

  InferenceBody() {}

  /** A request of one input that wants all outputs, as binary data. */
  static InferenceBody raw(String name, RawTensor input) {
    InferenceBody body = new InferenceBody();
    body.inputs.put(name, input);
    body.binaryOutput = true;
    return body;
  }

  void setId(String value) {
    id = value;
  }

  void setParameters(Map<String, Object> values) {
    parameters = values;
    Object wanted = values.remove(BINARY_OUTPUT);
    if (wanted != null && !(wanted instanceof Boolean)) {
      throw JsonFormat.invalid(
          "parameter \"" + BINARY_OUTPUT + "\": found " + wanted + ", expected true or false");
    }
    binaryOutput = Boolean.TRUE.equals(wanted);
  }

  void addInput(String name, RawTensor tensor) {
    if (inputs.put(name, tensor) != null) {
      throw JsonFormat.invalid("input \"" + name + "\": found twice");
    }
  }

  void addOutput(String name) {
    if (!outputs.add(name)) {
      throw JsonFormat.invalid("output \"" + name + "\": found twice");
    }
  }

  void setBinary(String output, boolean value) {
    binary.put(output, value);
  }

  /** The client's name for the request; empty for none. */
  public String id() {
    return id;
  }

  /** The tensors by name, in their order. */
  public Map<String, RawTensor> inputs() {
    return Collections.unmodifiableMap(inputs);
  }

  /** The names of what is wanted; none for all. */
  public Set<String> outputs() {
    return Collections.unmodifiableSet(outputs);
  }

  /** The parameters, to be taken from: a Boolean, Long, Double or String each. */
  public Map<String, Object> parameters() {
    return parameters;
  }

  /** Whether an output is wanted as binary data. */
  public boolean isBinary(String output) {
    return binary.getOrDefault(output, binaryOutput);
  }
}
