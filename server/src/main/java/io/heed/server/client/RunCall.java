package io.heed.server.client;

import io.heed.engine.runtime.RawTensor;
import java.util.Map;
import java.util.Set;

/** A request of tensors. Thread-safe. */
final class RunCall extends Call<Map<String, RawTensor>> {
  private final Map<String, RawTensor> inputs;
  private final Set<String> outputs;

  /**
   * A request.
   *
   * @param outputs that are wanted; none for all
   */
  RunCall(
      Map<String, RawTensor> inputs,
      Set<String> outputs,
      CallSettings settings,
      Transport transport,
      int retries) {
    super(settings, transport, retries);
    this.inputs = inputs;
    this.outputs = outputs;
  }

  Map<String, RawTensor> inputs() {
    return inputs;
  }

  Set<String> outputs() {
    return outputs;
  }

  /** The server has answered. */
  void answered(Map<String, RawTensor> tensors) {
    stopTimer();
    complete(tensors);
  }
}
