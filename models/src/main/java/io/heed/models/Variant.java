package io.heed.models;

/**
 * One ONNX file of a model directory.
 *
 * @param name {@code fp32} for {@code model.onnx}, otherwise {@code NAME} of {@code
 *     model_NAME.onnx}
 * @param file the file's name in the directory, such as {@code onnx/model_fp16.onnx}
 * @param sizeBytes the graph with its external data files
 */
public record Variant(String name, String file, long sizeBytes) {
  /** The name of {@code model.onnx}. */
  public static final String FP32 = "fp32";
}
