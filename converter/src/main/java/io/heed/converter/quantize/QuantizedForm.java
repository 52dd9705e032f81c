package io.heed.converter.quantize;

import java.util.Locale;

/** The operators that a quantised graph is made of. */
public enum QuantizedForm {
  /**
   * For ONNX Runtime on a CPU: activations are quantised at run time, by {@code
   * com.microsoft.DynamicQuantizeMatMul}, or {@code DynamicQuantizeLinear} and {@code
   * com.microsoft.MatMulIntegerToFloat} where several layers read the same activation.
   */
  ORT(11, false),
  /**
   * Activations are quantised at run time by standard operators: {@code DynamicQuantizeLinear},
   * {@code MatMulInteger}, {@code Cast}, {@code Mul}.
   */
  STANDARD(11, false),
  /**
   * For TensorRT: {@code QuantizeLinear} and {@code DequantizeLinear} before each operand, of
   * ranges known beforehand; signed and symmetric.
   */
  QDQ(13, true),
  /**
   * For CPU: {@code QuantizeLinear}, {@code QLinearMatMul} or {@code com.microsoft.QGemm}, of
   * ranges known beforehand.
   */
  QOPERATOR(11, true),
  /**
   * For CUDA, whose provider has kernels for these: {@code QuantizeLinear}, {@code
   * com.microsoft.QAttention} where attention is fused with its projections, {@code MatMulInteger},
   * {@code Cast} and {@code Mul} elsewhere, of ranges known beforehand; signed and symmetric.
   */
  QATTENTION(11, true);

  private final int opset;
  private final boolean calibrated;

  QuantizedForm(int opset, boolean calibrated) {
    this.opset = opset;
    this.calibrated = calibrated;
  }

  /** As in a command: {@code ort}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The standard operator set that it needs at least. */
  int opset() {
    return opset;
  }

  /** Whether the ranges of activations must be measured beforehand. */
  public boolean calibrated() {
    return calibrated;
  }
}
