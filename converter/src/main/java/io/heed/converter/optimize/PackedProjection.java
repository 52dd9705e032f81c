package io.heed.converter.optimize;

import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import io.heed.converter.graph.Graph;
import io.heed.converter.graph.Initializer;
import io.heed.converter.graph.Node;
import io.heed.converter.onnx.OnnxTensors;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The products that make queries, keys and values for PackedMultiHeadAttention, from the weights
 * [in, 3 · hidden] of an Attention. Biases are not added here: the operator adds them in passing.
 * Stateless.
 */
final class PackedProjection {
  private PackedProjection() {}

  /** The operator's first three inputs: [tokens, heads, 3, head size], and two left out. */
  static List<String> merged(Graph graph, Node attention, String input) {
    Initializer weights = Objects.requireNonNull(graph.constant(attention.input(1)));
    int heads = (int) attention.intOr("num_heads", 1);
    long size = weights.dims().get(1) / 3 / heads;
    String name = attention.output();
    String byHead = graph.add(byHead(weights, heads, weights.name() + "_by_head"));
    String product = graph.add(name + "_projected", "MatMul", List.of(input, byHead));
    String shape =
        graph.add(OnnxTensors.longs(name + "_by_head_shape", new long[] {0, heads, 3, size}, 4));
    return List.of(graph.add(name + "_by_head", "Reshape", List.of(product, shape)), "", "");
  }

  /** The operator's first three inputs, [tokens, hidden] each. */
  static List<String> separate(Graph graph, Node attention, String input) {
    Initializer weights = Objects.requireNonNull(graph.constant(attention.input(1)));
    List<String> products = new ArrayList<>();
    for (String part : List.of("query", "key", "value")) {
      String columns = graph.add(third(weights, products.size(), weights.name() + "_" + part));
      products.add(graph.add(attention.output() + "_" + part, "MatMul", List.of(input, columns)));
    }
    return products;
  }

  /** Columns in the order head, then query, key, value, then place, in place of query first. */
  static TensorProto byHead(Initializer weights, int heads, String name) {
    ByteBuffer source = weights.bytes().slice();
    ByteBuffer target = ByteBuffer.allocate(source.capacity());
    int rows = Math.toIntExact(weights.dims().get(0));
    int width = source.capacity() / rows;
    int chunk = width / 3 / heads;
    for (int row = 0; row < rows; row++) {
      for (int head = 0; head < heads; head++) {
        for (int part = 0; part < 3; part++) {
          target.put(source.slice(row * width + (part * heads + head) * chunk, chunk));
        }
      }
    }
    return tensor(weights, name, target, weights.dims().get(1));
  }

  private static TensorProto third(Initializer weights, int part, String name) {
    ByteBuffer source = weights.bytes().slice();
    int rows = Math.toIntExact(weights.dims().get(0));
    int width = source.capacity() / rows;
    ByteBuffer target = ByteBuffer.allocate(source.capacity() / 3);
    for (int row = 0; row < rows; row++) {
      target.put(source.slice(row * width + part * (width / 3), width / 3));
    }
    return tensor(weights, name, target, weights.dims().get(1) / 3);
  }

  private static TensorProto tensor(
      Initializer like, String name, ByteBuffer values, long columns) {
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(like.type().getNumber())
        .addDims(like.dims().get(0))
        .addDims(columns)
        .setRawData(ByteString.copyFrom(values.flip()))
        .build();
  }
}
