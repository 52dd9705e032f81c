package io.heed.converter.graph;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the operators that compute make of their inputs. Stateless. */
final class ShapeRules {
  private ShapeRules() {}

  /** Facts of the outputs, or fewer where nothing is known. */
  static List<ValueFacts> apply(RuleCall call) {
    if (!call.node().domain().isEmpty()) {
      return call.node().domain().equals(OnnxModel.MICROSOFT)
          ? ContribShapeRules.apply(call)
          : List.of();
    }
    ValueFacts in = call.in(0);
    return switch (call.node().type()) {
      case "Identity" -> List.of(in);
      case "Abs",
          "Acos",
          "Ceil",
          "Clip",
          "Cos",
          "Elu",
          "Erf",
          "Exp",
          "Floor",
          "Gelu",
          "HardSigmoid",
          "LeakyRelu",
          "Log",
          "LogSoftmax",
          "Not",
          "Reciprocal",
          "Relu",
          "Round",
          "Sigmoid",
          "Sign",
          "Sin",
          "Softmax",
          "Softplus",
          "Softsign",
          "Sqrt",
          "Swish",
          "Tanh",
          "LayerNormalization",
          "RMSNormalization",
          "InstanceNormalization",
          "CumSum",
          "Trilu",
          "Dropout",
          "Celu",
          "Mish" ->
          List.of(ValueFacts.of(in.type(), in.shape()));
      case "Neg" ->
          List.of(elementwise(call, Shapes.zip(in.elements(), List.of(Dim.of(-1)), Dim::times)));
      case "Add" ->
          List.of(elementwise(call, Shapes.zip(in.elements(), call.in(1).elements(), Dim::plus)));
      case "Sub" ->
          List.of(
              elementwise(
                  call,
                  Shapes.zip(
                      in.elements(), call.in(1).elements(), (a, b) -> a.plus(b.negative()))));
      case "Mul" ->
          List.of(elementwise(call, Shapes.zip(in.elements(), call.in(1).elements(), Dim::times)));
      case "Div" ->
          List.of(elementwise(call, Shapes.zip(in.elements(), call.in(1).elements(), Dim::over)));
      case "Max", "Min" -> List.of(elementwise(call, null));
      case "Pow", "Mod", "PRelu", "BitwiseAnd" -> List.of(broadcast(call, in.type()));
      case "And", "Or", "Xor", "Greater", "GreaterOrEqual", "Less", "LessOrEqual" ->
          List.of(broadcast(call, DataType.BOOL));
      case "Equal" ->
          List.of(
              broadcast(call, DataType.BOOL)
                  .withElements(
                      Shapes.zip(in.elements(), call.in(1).elements(), ShapeRules::equal)));
      case "IsNaN", "IsInf" -> List.of(ValueFacts.of(DataType.BOOL, in.shape()));
      case "Where" -> List.of(where(call));
      case "Cast" -> List.of(cast(call));
      case "CastLike" -> List.of(ValueFacts.of(call.in(1).type(), in.shape()));
      case "MatMul" ->
          List.of(ValueFacts.of(in.type(), Shapes.matMul(in.shape(), call.in(1).shape())));
      case "MatMulInteger" ->
          List.of(ValueFacts.of(DataType.INT32, Shapes.matMul(in.shape(), call.in(1).shape())));
      case "Gemm" -> List.of(gemm(call));
      case "ReduceMean",
          "ReduceSum",
          "ReduceMax",
          "ReduceMin",
          "ReduceProd",
          "ReduceL2",
          "ReduceSumSquare" ->
          List.of(
              ValueFacts.of(
                  in.type(),
                  call.has(1) && call.numbers(1) == null
                      ? null
                      : call.reduced(
                          call.numbers("axes", 1), call.node().intOr("keepdims", 1) == 1)));
      case "ArgMax", "ArgMin" ->
          List.of(
              ValueFacts.of(
                  DataType.INT64,
                  call.reduced(
                      new long[] {call.node().intOr("axis", 0)},
                      call.node().intOr("keepdims", 1) == 1)));
      case "QuantizeLinear" ->
          List.of(ValueFacts.of(type(call.in(2).type(), DataType.UINT8), in.shape()));
      case "DequantizeLinear" -> List.of(ValueFacts.of(call.in(1).type(), in.shape()));
      case "DynamicQuantizeLinear" ->
          List.of(
              ValueFacts.of(DataType.UINT8, in.shape()),
              ValueFacts.of(DataType.FLOAT, List.of()),
              ValueFacts.of(DataType.UINT8, List.of()));
      case "Attention" -> List.of(attention(call));
      default -> LayoutShapeRules.apply(call);
    };
  }

  private static DataType type(DataType known, DataType otherwise) {
    return known == DataType.UNDEFINED ? otherwise : known;
  }

  private static ValueFacts broadcast(RuleCall call, DataType type) {
    List<Dim> shape = call.in(0).shape();
    for (int i = 1; i < call.inputs().size(); i++) {
      shape = Shapes.broadcast(shape, call.in(i).shape());
    }
    return ValueFacts.of(type, shape);
  }

  private static ValueFacts elementwise(RuleCall call, @Nullable List<Dim> elements) {
    return broadcast(call, call.in(0).type()).withElements(elements);
  }

  private static Dim equal(Dim a, Dim b) {
    if (a.equals(b)) {
      return Dim.of(1);
    }
    // Lengths are never negative, so that a symbol is never -1.
    boolean apart = (a.number().isPresent() && b.number().isPresent()) || a.is(-1) || b.is(-1);
    return apart ? Dim.of(0) : Dim.unknown();
  }

  private static ValueFacts where(RuleCall call) {
    ValueFacts all = broadcast(call, call.in(1).type());
    List<Dim> test = call.in(0).elements();
    List<Dim> yes = call.in(1).elements();
    List<Dim> no = call.in(2).elements();
    if (test == null
        || yes == null
        || no == null
        || test.size() != no.size()
        || yes.size() != no.size()) {
      return all;
    }
    List<Dim> elements = new ArrayList<>();
    for (int i = 0; i < test.size(); i++) {
      elements.add(test.get(i).is(1) ? yes.get(i) : test.get(i).is(0) ? no.get(i) : Dim.unknown());
    }
    return all.withElements(elements);
  }

  private static ValueFacts cast(RuleCall call) {
    DataType to = DataType.forNumber((int) call.node().intOr("to", 0));
    ValueFacts cast = call.in(0).with(to == null ? DataType.UNDEFINED : to);
    return to == DataType.INT64 || to == DataType.INT32 ? cast : cast.withElements(null);
  }

  private static ValueFacts gemm(RuleCall call) {
    ValueFacts a = call.in(0);
    ValueFacts b = call.in(1);
    return ValueFacts.of(
        a.type(),
        List.of(
            a.dim(call.node().intOr("transA", 0) == 1 ? 1 : 0),
            b.dim(call.node().intOr("transB", 0) == 1 ? 0 : 1)));
  }

  /** Operator set 23: inputs of 4 axes [batch, heads, sequence, size] or 3 without heads. */
  private static ValueFacts attention(RuleCall call) {
    ValueFacts query = call.in(0);
    ValueFacts value = call.in(2);
    if (query.rank() == 4) {
      return ValueFacts.of(
          query.type(), List.of(query.dim(0), query.dim(1), query.dim(2), value.dim(3)));
    }
    long heads = call.node().intOr("kv_num_heads", 0);
    long queryHeads = call.node().intOr("q_num_heads", 0);
    return query.rank() == 3 && heads == queryHeads
        ? ValueFacts.of(query.type(), List.of(query.dim(0), query.dim(1), value.dim(2)))
        : ValueFacts.of(query.type(), query.rank() < 0 ? null : Shapes.unknown(query.rank()));
  }

  /** A scalar of a type. */
  static ValueFacts scalar(DataType type) {
    return ValueFacts.of(type, Collections.emptyList());
  }
}
