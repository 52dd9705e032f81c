package io.heed.converter.optimize;

import java.util.Locale;

/** What a graph is to run on. */
public enum Target {
  /** Processors: ONNX Runtime's own kernels where they were measured to be faster there. */
  CPU,
  /** NVIDIA cards by ONNX Runtime's CUDA kernels: its fused operators. */
  CUDA,
  /** NVIDIA cards by TensorRT, which fuses by itself: standard operators only. */
  TENSORRT;

  /** The name as options and reports give it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
