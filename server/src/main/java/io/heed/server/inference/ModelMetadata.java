package io.heed.server.inference;

import java.util.List;

/**
 * What a model takes and gives, as clients are told of it. Immutable.
 *
 * @param platform such as {@code onnxruntime_onnx}, Triton's word
 * @param inputs that a request has
 * @param outputs that an answer has
 */
public record ModelMetadata(
    String platform, List<TensorMetadata> inputs, List<TensorMetadata> outputs) {
  /** Triton's word for ONNX files. */
  public static final String ONNX = "onnxruntime_onnx";

  /** Copies the lists. */
  public ModelMetadata {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }
}
