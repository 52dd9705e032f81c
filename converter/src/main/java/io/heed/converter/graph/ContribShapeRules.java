package io.heed.converter.graph;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What ONNX Runtime's own operators ({@code com.microsoft}) make of their inputs. Stateless. */
final class ContribShapeRules {
  private ContribShapeRules() {}

  static List<ValueFacts> apply(RuleCall call) {
    ValueFacts in = call.in(0);
    return switch (call.node().type()) {
      case "BiasGelu",
          "FastGelu",
          "Gelu",
          "QuickGelu",
          "SkipLayerNormalization",
          "SkipSimplifiedLayerNormalization" ->
          List.of(ValueFacts.of(in.type(), in.shape()));
      case "MultiHeadAttention" -> List.of(multiHead(call));
      case "Attention" -> List.of(packedProjection(call, 1));
      case "QAttention" -> List.of(packedProjection(call, 1).with(DataType.FLOAT));
      case "EmbedLayerNormalization" -> embedded(call);
      case "RemovePadding" -> removedPadding(call);
      case "RestorePadding" ->
          List.of(
              ValueFacts.of(in.type(), List.of(call.in(1).dim(0), call.in(1).dim(1), in.dim(1))));
      case "PackedAttention" -> List.of(packedAttention(call));
      case "PackedMultiHeadAttention" -> List.of(packedHeads(call));
      case "FusedMatMul" -> List.of(fusedMatMul(call));
      case "DynamicQuantizeMatMul", "MatMulIntegerToFloat" ->
          List.of(ValueFacts.of(DataType.FLOAT, Shapes.matMul(in.shape(), call.in(1).shape())));
      default -> List.of();
    };
  }

  private static ValueFacts multiHead(RuleCall call) {
    ValueFacts query = call.in(0);
    return query.rank() == 3 && call.in(2).rank() == 3
        ? ValueFacts.of(query.type(), List.of(query.dim(0), query.dim(1), call.in(2).dim(2)))
        : ValueFacts.of(query.type(), query.rank() < 0 ? null : Shapes.unknown(3));
  }

  /** Input [batch, sequence, in], weights [in, 3 · hidden]. */
  private static ValueFacts packedProjection(RuleCall call, int weights) {
    ValueFacts in = call.in(0);
    long width = call.in(weights).length(1);
    return in.rank() == 3
        ? ValueFacts.of(
            in.type(), List.of(in.dim(0), in.dim(1), width < 0 ? Dim.unknown() : Dim.of(width / 3)))
        : ValueFacts.of(in.type(), null);
  }

  /** The normalised sum, a count for each text, and the sum as it was. */
  private static List<ValueFacts> embedded(RuleCall call) {
    ValueFacts ids = call.in(0);
    ValueFacts sum =
        ValueFacts.of(call.in(2).type(), List.of(ids.dim(0), ids.dim(1), call.in(2).dim(1)));
    return List.of(sum, ValueFacts.of(DataType.INT32, List.of(ids.dim(0))), sum);
  }

  /**
   * From [batch, sequence, hidden] to [tokens, hidden]; where each token was [batch, sequence], the
   * sums of the lengths [batch + 1], and the longest one [1].
   */
  private static List<ValueFacts> removedPadding(RuleCall call) {
    ValueFacts in = call.in(0);
    return List.of(
        ValueFacts.of(in.type(), List.of(Dim.unknown(), in.dim(2))),
        ValueFacts.of(DataType.INT32, List.of(in.dim(0), in.dim(1))),
        ValueFacts.of(DataType.INT32, List.of(in.dim(0).plus(Dim.of(1)))),
        ValueFacts.of(DataType.INT32, List.of(Dim.of(1))));
  }

  /** Input [tokens, in], weights [in, hidden + hidden + value hidden]. */
  private static ValueFacts packedAttention(RuleCall call) {
    long[] sizes = call.node().ints("qkv_hidden_sizes");
    long width = call.in(1).length(1);
    Dim hidden =
        sizes != null && sizes.length == 3
            ? Dim.of(sizes[2])
            : width < 0 ? Dim.unknown() : Dim.of(width / 3);
    return ValueFacts.of(call.in(0).type(), List.of(call.in(0).dim(0), hidden));
  }

  /**
   * Queries [tokens, heads, 3, size] with keys and values among them, or three [tokens, hidden].
   */
  private static ValueFacts packedHeads(RuleCall call) {
    ValueFacts query = call.in(0);
    Dim hidden = query.rank() == 4 ? query.dim(1).times(query.dim(3)) : call.in(2).dim(1);
    return ValueFacts.of(query.type(), List.of(query.dim(0), hidden));
  }

  private static ValueFacts fusedMatMul(RuleCall call) {
    List<Dim> a = batched(call.in(0).shape(), call.node().intOr("transBatchA", 0) == 1);
    List<Dim> b = batched(call.in(1).shape(), call.node().intOr("transBatchB", 0) == 1);
    if (a == null || b == null) {
      return ValueFacts.of(call.in(0).type(), null);
    }
    return ValueFacts.of(
        call.in(0).type(),
        Shapes.matMul(
            swapped(a, call.node().intOr("transA", 0) == 1),
            swapped(b, call.node().intOr("transB", 0) == 1)));
  }

  /** From [rows, batches…, columns] to [batches…, rows, columns]. */
  private static @Nullable List<Dim> batched(@Nullable List<Dim> shape, boolean move) {
    if (!move || shape == null || shape.size() < 3) {
      return shape;
    }
    List<Dim> moved = new ArrayList<>(shape.subList(1, shape.size() - 1));
    moved.add(shape.get(0));
    moved.add(shape.get(shape.size() - 1));
    return moved;
  }

  private static List<Dim> swapped(List<Dim> shape, boolean swap) {
    if (!swap || shape.size() < 2) {
      return shape;
    }
    List<Dim> turned = new ArrayList<>(shape);
    turned.set(shape.size() - 1, shape.get(shape.size() - 2));
    turned.set(shape.size() - 2, shape.get(shape.size() - 1));
    return turned;
  }
}
