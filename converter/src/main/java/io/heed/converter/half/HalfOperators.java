package io.heed.converter.half;

import io.heed.converter.graph.Node;
import io.heed.converter.graph.OnnxModel;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which operators may compute in half precision: those whose every FLOAT input and output may be
 * FLOAT16 by the operator's definition and which ONNX Runtime's CUDA provider or TensorRT run so.
 * On the CPU, ONNX Runtime puts Casts around what it has no kernel for. Stateless.
 */
final class HalfOperators {
  private static final Set<String> STANDARD =
      Set.of(
          "Abs",
          "Add",
          "ArgMax",
          "ArgMin",
          "Attention",
          "Cast",
          "Ceil",
          "Clip",
          "Concat",
          "ConstantOfShape",
          "Cos",
          "Div",
          "Dropout",
          "Elu",
          "Equal",
          "Erf",
          "Expand",
          "Flatten",
          "Floor",
          "Gather",
          "GatherElements",
          "GatherND",
          "Gelu",
          "Gemm",
          "Greater",
          "GreaterOrEqual",
          "HardSigmoid",
          "Identity",
          "IsNaN",
          "LayerNormalization",
          "LeakyRelu",
          "Less",
          "LessOrEqual",
          "Log",
          "LogSoftmax",
          "MatMul",
          "Max",
          "Min",
          "Mul",
          "Neg",
          "PRelu",
          "Pow",
          "RMSNormalization",
          "Reciprocal",
          "ReduceMax",
          "ReduceMean",
          "ReduceMin",
          "ReduceSum",
          "Relu",
          "Reshape",
          "Round",
          "Sigmoid",
          "Sign",
          "Sin",
          "Slice",
          "Softmax",
          "Softsign",
          "Split",
          "Sqrt",
          "Squeeze",
          "Sub",
          "Swish",
          "Tanh",
          "Tile",
          "Transpose",
          "Trilu",
          "Unsqueeze",
          "Where");

  private static final Set<String> MICROSOFT =
      Set.of(
          "Attention",
          "BiasGelu",
          "EmbedLayerNormalization",
          "FastGelu",
          "FusedMatMul",
          "Gelu",
          "MultiHeadAttention",
          "PackedAttention",
          "PackedMultiHeadAttention",
          "QuickGelu",
          "RemovePadding",
          "RestorePadding",
          "SkipLayerNormalization",
          "SkipSimplifiedLayerNormalization");

  /** Means and sums over an axis, and Pow, which squares in a normalisation spelled out. */
  private static final Set<String> REDUCTIONS =
      Set.of(
          "EmbedLayerNormalization",
          "LayerNormalization",
          "LogSoftmax",
          "Pow",
          "RMSNormalization",
          "ReduceMean",
          "ReduceSum",
          "SkipLayerNormalization",
          "SkipSimplifiedLayerNormalization",
          "Softmax");

  private static final Map<String, String> REASONS =
      Map.ofEntries(
          Map.entry("CumSum", "a running sum counts up to 2048 only"),
          Map.entry("DequantizeLinear", "its scale is FLOAT before operator set 19"),
          Map.entry("DynamicQuantizeLinear", "defined for FLOAT only"),
          Map.entry("Exp", "overflows beyond 11.09"),
          Map.entry("NonMaxSuppression", "defined for FLOAT only"),
          Map.entry("NonZero", "no kernel for FLOAT16"),
          Map.entry("OneHot", "no kernel for FLOAT16 with most index types"),
          Map.entry("QuantizeLinear", "its scale is FLOAT before operator set 19"),
          Map.entry("RandomNormal", "its type is an attribute"),
          Map.entry("RandomNormalLike", "its type is an attribute"),
          Map.entry("RandomUniform", "its type is an attribute"),
          Map.entry("RandomUniformLike", "its type is an attribute"),
          Map.entry("Range", "not defined for FLOAT16"),
          Map.entry("ReduceL1", "a sum of sizes overflows"),
          Map.entry("ReduceL2", "a sum of squares overflows"),
          Map.entry("ReduceLogSum", "a sum of sizes overflows"),
          Map.entry("ReduceLogSumExp", "a sum of exponentials overflows beyond 11.09"),
          Map.entry("ReduceProd", "a product overflows"),
          Map.entry("ReduceSumSquare", "a sum of squares overflows"),
          Map.entry("Resize", "its scales are FLOAT"),
          Map.entry("Softplus", "its exponential overflows beyond 11.09"),
          Map.entry("TopK", "rounding makes ties, which change the order"),
          Map.entry("Upsample", "its scales are FLOAT"));

  private HalfOperators() {}

  /** Why a node must stay single; empty if it need not. */
  static Optional<String> objection(Node node) {
    if (isIn(node, STANDARD, MICROSOFT)) {
      return hasStatistics(node)
          ? Optional.of("its mean and deviation are outputs, which are FLOAT")
          : Optional.empty();
    }
    String reason = node.domain().isEmpty() ? REASONS.get(node.type()) : null;
    return Optional.of(reason != null ? reason : "not known to run in FLOAT16");
  }

  static boolean isReduction(Node node) {
    return isIn(node, REDUCTIONS, REDUCTIONS);
  }

  /** Whether it tells of a value, or turns it into no FLOAT, whatever its precision. */
  static boolean takesAny(Node node) {
    return node.is("Shape")
        || node.is("Size")
        || (node.is("Cast") && node.intOr("to", 0) != HalfTensors.FLOAT);
  }

  private static boolean isIn(Node node, Set<String> standard, Set<String> microsoft) {
    return (node.domain().isEmpty() && standard.contains(node.type()))
        || (node.domain().equals(OnnxModel.MICROSOFT) && microsoft.contains(node.type()));
  }

  /** Outputs 1 and 2 of the normalisations are their statistics, for training. */
  private static boolean hasStatistics(Node node) {
    return node.type().endsWith("LayerNormalization")
        && !node.type().startsWith("Embed")
        && node.outputs().stream().skip(1).limit(2).anyMatch(name -> !name.isEmpty());
  }
}
