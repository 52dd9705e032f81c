package io.heed.server.service;

import io.heed.engine.runtime.RawTensor;
import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import io.heed.server.inference.InferenceRequest;
import java.util.Map;

/**
 * What a request may bring. How many texts it may have is a matter of the model, how many bytes one
 * of the protocol. Immutable.
 *
 * @param maxTensors inputs of a request
 * @param maxTensorBytes of one of them
 */
public record ServiceLimits(int maxTensors, long maxTensorBytes) {
  /** 64 tensors of up to 64 MiB. */
  public static final ServiceLimits DEFAULT = new ServiceLimits(64, 64L << 20);

  /** Checks the numbers. */
  public ServiceLimits {
    if (maxTensors < 1 || maxTensorBytes < 1) {
      throw new IllegalArgumentException(
          "maxTensors, maxTensorBytes: "
              + maxTensors
              + ", "
              + maxTensorBytes
              + ", expected 1 or more");
    }
  }

  /**
   * Refuses what is too much.
   *
   * @return the bytes of all inputs
   */
  long require(InferenceRequest request) {
    if (request.inputs().size() > maxTensors) {
      throw new ServerException(
          Status.INVALID_ARGUMENT,
          "inputs: found " + request.inputs().size() + ", expected at most " + maxTensors);
    }
    long all = 0;
    for (Map.Entry<String, RawTensor> input : request.inputs().entrySet()) {
      long size = input.getValue().sizeBytes();
      if (size > maxTensorBytes) {
        throw new ServerException(
            Status.INVALID_ARGUMENT,
            "input \""
                + input.getKey()
                + "\": found "
                + size
                + " bytes, expected at most "
                + maxTensorBytes);
      }
      all += size;
    }
    return all;
  }
}
