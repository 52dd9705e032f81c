package io.heed.converter.quantize;

import ai.onnx.proto.OnnxMl.TensorProto;
import io.heed.converter.graph.Graph;
import io.heed.converter.graph.Initializer;
import io.heed.converter.graph.Node;
import java.util.Arrays;
import java.util.Optional;

/**
 * Constants as exporters write them: initializers, {@code Constant} nodes, and either behind {@code
 * Identity} or {@code Transpose}. Stateless.
 */
final class Constants {
  private static final int MAX_STEPS = 8;

  private Constants() {}

  /**
   * A constant matrix.
   *
   * @param turned whether the value is its transpose
   */
  record Matrix(Initializer tensor, boolean turned) {}

  /** The tensor of a value, if it is the same in every run. */
  static Optional<Initializer> of(Graph graph, String value) {
    return matrix(graph, value).filter(found -> !found.turned).map(Matrix::tensor);
  }

  /** The tensor of a value or of its transpose, if it is the same in every run. */
  static Optional<Matrix> matrix(Graph graph, String value) {
    boolean turned = false;
    String name = value;
    for (int step = 0; step < MAX_STEPS; step++) {
      Initializer constant = graph.constant(name);
      if (constant != null) {
        return Optional.of(new Matrix(constant, turned));
      }
      Node maker = graph.producer(name);
      if (maker == null) {
        return Optional.empty();
      }
      TensorProto tensor = maker.is("Constant") ? maker.tensor("value") : null;
      if (tensor != null && tensor.getDataLocation() != TensorProto.DataLocation.EXTERNAL) {
        return Optional.of(new Matrix(Initializer.of(tensor).named(name), turned));
      }
      if (maker.is("Transpose") && swaps(maker)) {
        turned = !turned;
      } else if (!maker.is("Identity")) {
        return Optional.empty();
      }
      name = maker.input(0);
    }
    return Optional.empty();
  }

  private static boolean swaps(Node transpose) {
    return Arrays.equals(transpose.ints("perm"), new long[] {1, 0});
  }
}
