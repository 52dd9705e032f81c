package io.heed.models;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One ONNX graph of a model directory.
 *
 * @param name {@code fp32} for {@code model.onnx}, otherwise {@code NAME} of {@code
 *     model_NAME.onnx}
 * @param file the file's name in the directory, such as {@code onnx/model_fp16.onnx}
 * @param sizeBytes the graph with its external data files
 * @param singleFile the same model for runs without padding, without an attention mask: {@code
 *     model_unpadded.onnx} or {@code model_NAME_unpadded.onnx} beside the file; null if there is
 *     none
 */
public record Variant(String name, String file, long sizeBytes, @Nullable String singleFile) {
  /** The name of {@code model.onnx}. */
  public static final String FP32 = "fp32";

  /** A variant without a form of its own for single texts. */
  public Variant(String name, String file, long sizeBytes) {
    this(name, file, sizeBytes, null);
  }

  /** The file to run where each run holds one text, if there is one. */
  public Optional<String> single() {
    return Optional.ofNullable(singleFile);
  }
}
