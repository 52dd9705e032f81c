package io.heed.converter.optimize;

import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import io.heed.converter.graph.Initializer;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Constants put beside each other along their last axis, whatever their type. Stateless. */
final class JoinedConstants {
  private JoinedConstants() {}

  /** Matrices of as many rows, or vectors, as one. */
  static TensorProto of(String name, List<Initializer> parts) {
    Initializer first = parts.get(0);
    int rows = first.dims().size() == 1 ? 1 : Math.toIntExact(first.dims().get(0));
    int total = Math.toIntExact(parts.stream().mapToLong(Initializer::sizeBytes).sum());
    ByteBuffer joined = ByteBuffer.allocate(total);
    List<ByteBuffer> sources = parts.stream().map(part -> part.bytes().slice()).toList();
    for (int row = 0; row < rows; row++) {
      for (ByteBuffer source : sources) {
        int width = source.capacity() / rows;
        joined.put(source.slice(row * width, width));
      }
    }
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(first.type().getNumber())
            .setRawData(ByteString.copyFrom(joined.flip()));
    if (first.dims().size() > 1) {
      tensor.addDims(rows);
    }
    return tensor
        .addDims(parts.stream().mapToLong(part -> part.dims().get(part.dims().size() - 1)).sum())
        .build();
  }

  /** The biases of projections as one vector, zeros where one has none; null if none has one. */
  static @Nullable TensorProto biases(String name, List<Projection> projections) {
    if (projections.stream().allMatch(projection -> projection.bias() == null)) {
      return null;
    }
    return of(name, projections.stream().map(JoinedConstants::bias).toList());
  }

  private static Initializer bias(Projection projection) {
    Initializer bias = projection.bias();
    if (bias != null) {
      return bias;
    }
    Initializer weights = projection.weights();
    long width = weights.dims().get(1);
    long bytes = weights.sizeBytes() / weights.dims().get(0);
    return Initializer.of(
        TensorProto.newBuilder()
            .setName(weights.name() + "_zeros")
            .setDataType(weights.type().getNumber())
            .addDims(width)
            .setRawData(ByteString.copyFrom(new byte[Math.toIntExact(bytes)]))
            .build());
  }
}
