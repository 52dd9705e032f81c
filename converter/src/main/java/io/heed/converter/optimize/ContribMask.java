package io.heed.converter.optimize;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.heed.converter.graph.Graph;
import io.heed.converter.graph.Node;
import io.heed.converter.graph.ShapeInference;
import io.heed.converter.graph.ValueFacts;
import io.heed.converter.onnx.OnnxAttributes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A mask as ONNX Runtime's attention operators take it.
 *
 * @param padding the mask of the input as INT32 [batch, sequence]; empty if there is none
 * @param fill what is added to the scores of padding
 * @param bias what is added to the scores [batch or 1, heads or 1, sequence, sequence]; empty if
 *     there is none
 */
record ContribMask(String padding, float fill, String bias) {
  private static final float USUAL_FILL = -10_000;

  /** The mask of an attention; null if the operators cannot take it. Adds a Cast if needed. */
  static @Nullable ContribMask of(Graph graph, ShapeInference shapes, AttentionMatch match) {
    AttentionMask mask = match.mask();
    if (mask == null) {
      return new ContribMask("", USUAL_FILL, "");
    }
    if (mask.padding() != null) {
      float fill = (float) Math.max(mask.fill(), -Float.MAX_VALUE);
      return new ContribMask(asInt32(graph, shapes, mask.padding().input()), fill, "");
    }
    String sum = mask.sum();
    return sum != null && isBias(shapes, sum, match) ? new ContribMask("", USUAL_FILL, sum) : null;
  }

  /** The value as INT32. */
  static String asInt32(Graph graph, ShapeInference shapes, String value) {
    if (shapes.of(value).type() == DataType.INT32) {
      return value;
    }
    for (Node reader : graph.readers(value)) {
      if (reader.is("Cast") && reader.intOr("to", 0) == DataType.INT32_VALUE) {
        return reader.output();
      }
    }
    return graph.add(
        value + "_int32", "Cast", List.of(value), OnnxAttributes.ofInt("to", DataType.INT32_VALUE));
  }

  private static boolean isBias(ShapeInference shapes, String sum, AttentionMatch match) {
    ValueFacts bias = shapes.of(sum);
    ValueFacts query = shapes.of(match.query());
    return bias.rank() == 4
        && bias.type() == query.type()
        && (bias.dim(0).is(1) || bias.dim(0).equals(query.dim(0)))
        && (bias.dim(1).is(1) || bias.dim(1).is(match.heads()))
        && bias.dim(2).equals(query.dim(1))
        && bias.dim(3).equals(shapes.of(match.key()).dim(1));
  }
}
