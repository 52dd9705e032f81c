package io.heed.converter.optimize;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.heed.converter.graph.Graph;
import io.heed.converter.graph.Initializer;
import io.heed.converter.graph.Node;
import io.heed.converter.onnx.OnnxTensors;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Moves a vector that is added to a value into the biases of the layers that read the value: {@code
 * (x + v)·W + b = x·W + (v·W + b)}, and {@code (x + v) + (y + b) = x + (y + (b + v))} for a
 * residual sum. All readers or none.
 */
final class ShiftedReaders {
  /** A reader: the sum that holds its bias, the bias, and the weights before it if it has some. */
  private record Reader(Node sum, Initializer bias, @Nullable Initializer weights) {}

  private ShiftedReaders() {}

  /** Whether it was done: readers now expect the value without the vector. */
  static boolean move(Graph graph, String value, String vector) {
    Initializer shift = graph.constant(vector);
    if (shift == null || shift.type() != DataType.FLOAT || graph.isOutput(value)) {
      return false;
    }
    List<Reader> readers = new ArrayList<>();
    for (Node node : graph.readers(value)) {
      Reader reader =
          node.is("MatMul")
              ? layer(graph, node, value)
              : residual(graph, node, value, shift.size());
      if (reader == null || readers.stream().anyMatch(other -> other.sum() == reader.sum())) {
        return false;
      }
      readers.add(reader);
    }
    float[] added = shift.floats();
    readers.forEach(reader -> add(graph, reader, added));
    return true;
  }

  private static @Nullable Reader layer(Graph graph, Node product, String value) {
    Initializer weights = graph.constant(product.input(1));
    Node sum = graph.onlyReader(product.output());
    if (weights == null
        || sum == null
        || !sum.is("Add")
        || !product.input(0).equals(value)
        || weights.type() != DataType.FLOAT
        || weights.dims().size() != 2) {
      return null;
    }
    Initializer bias = bias(graph, sum, weights.dims().get(1));
    return bias == null ? null : new Reader(sum, bias, weights);
  }

  private static @Nullable Reader residual(Graph graph, Node node, String value, long width) {
    if (!node.is("Add") || node.input(0).equals(node.input(1))) {
      return null;
    }
    String other = node.input(0).equals(value) ? node.input(1) : node.input(0);
    Node sum = graph.producer(other);
    if (sum == null || !sum.is("Add") || graph.onlyReader(other) != node) {
      return null;
    }
    Initializer bias = bias(graph, sum, width);
    return bias == null ? null : new Reader(sum, bias, null);
  }

  /** The vector of a sum, of that length. */
  private static @Nullable Initializer bias(Graph graph, Node sum, long length) {
    for (String input : sum.inputs()) {
      Initializer constant = graph.constant(input);
      if (constant != null
          && constant.type() == DataType.FLOAT
          && constant.dims().size() == 1
          && constant.size() == length) {
        return constant;
      }
    }
    return null;
  }

  private static void add(Graph graph, Reader reader, float[] shift) {
    float[] bias = reader.bias().floats();
    Initializer weights = reader.weights();
    if (weights == null) {
      for (int i = 0; i < bias.length; i++) {
        bias[i] += shift[i];
      }
    } else {
      float[] matrix = weights.floats();
      for (int column = 0; column < bias.length; column++) {
        double sum = bias[column];
        for (int row = 0; row < shift.length; row++) {
          sum += (double) shift[row] * matrix[row * bias.length + column];
        }
        bias[column] = (float) sum;
      }
    }
    String name =
        graph.add(OnnxTensors.floats(reader.bias().name() + "_shifted", bias, bias.length));
    graph.setInputs(
        reader.sum(),
        reader.sum().inputs().stream()
            .map(input -> input.equals(reader.bias().name()) ? name : input)
            .toList());
  }
}
