package io.heed.converter.quantize;

import java.util.List;

/**
 * What was quantised, what was left, and why. Immutable.
 *
 * @param form the operators that were used
 * @param quantized in the order of the graph
 * @param left layers and tables that stayed as they were
 * @param constantBytesBefore bytes of all constants of the model as it was
 * @param constantBytesAfter bytes of all constants of the model as it is
 */
public record QuantizationReport(
    QuantizedForm form,
    List<Quantized> quantized,
    List<Left> left,
    long constantBytesBefore,
    long constantBytesAfter) {

  /**
   * A node whose constant became integers.
   *
   * @param name of the node, or of its output where it has none
   * @param operator its type before
   * @param weight the name of the constant
   * @param rows of the constant
   * @param columns of the constant
   */
  public record Quantized(String name, String operator, String weight, int rows, int columns) {}

  /**
   * A node that stayed as it was.
   *
   * @param name of the node, or of its output where it has none
   * @param operator its type
   * @param reason why
   */
  public record Left(String name, String operator, String reason) {}

  /** Copies the lists. */
  public QuantizationReport {
    quantized = List.copyOf(quantized);
    left = List.copyOf(left);
  }
}
