package io.heed.converter.export;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.heed.converter.onnx.OnnxAttributes;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.ops.ReduceOp;

/**
 * Layer normalisation over the last axis (Ba, Kiros and Hinton, 2016), composed of {@code (x -
 * mean(x)) / sqrt(mean((x - mean(x))^2) + epsilon) * gain + bias}, as ONNX's {@code
 * LayerNormalization}. Gain and bias must be vectors of the axis' length.
 */
final class LayerNormalizationPattern implements SubgraphPattern {
  @Override
  public Optional<Value> apply(OperatorCall call) {
    if (!call.operator().equals("add")) {
      return Optional.empty();
    }
    return ended(call, call.inputName(0), call.inputName(1))
        .or(() -> ended(call, call.inputName(1), call.inputName(0)));
  }

  private static Optional<Value> ended(OperatorCall call, String scaled, String bias) {
    return call.producer(scaled, "multiply")
        .flatMap(
            product ->
                scaled(call, product.inputName(0), product.inputName(1), bias)
                    .or(() -> scaled(call, product.inputName(1), product.inputName(0), bias)));
  }

  private static Optional<Value> scaled(
      OperatorCall call, String normalized, String gain, String bias) {
    Optional<OperatorCall> quotient = call.producer(normalized, "divide");
    if (quotient.isEmpty()) {
      return Optional.empty();
    }
    Optional<OperatorCall> centred = centred(quotient.get(), quotient.get().inputName(0));
    Optional<OperatorCall> sum =
        call.producer(quotient.get().inputName(1), "sqrt")
            .flatMap(root -> root.producer(root.inputName(0), "add_scalar"));
    if (centred.isEmpty() || sum.isEmpty()) {
      return Optional.empty();
    }
    String x = centred.get().inputName(0);
    if (!isVariance(sum.get(), sum.get().inputName(0), x)) {
      return Optional.empty();
    }
    return write(call, call.walk().value(x), gain, bias, sum.get().scalar());
  }

  /** {@code x - mean(x)}: the operator that subtracts, whose first input is x. */
  private static Optional<OperatorCall> centred(OperatorCall call, String variable) {
    return call.producer(variable, "subtract")
        .filter(
            difference ->
                difference
                    .producer(difference.inputName(1), "reduce_mean")
                    .filter(mean -> mean.inputName(0).equals(difference.inputName(0)))
                    .filter(mean -> isOverLastAxis(mean, difference.input(0)))
                    .isPresent());
  }

  private static boolean isVariance(OperatorCall call, String variable, String x) {
    return call.producer(variable, "reduce_mean")
        .filter(mean -> isOverLastAxis(mean, call.walk().value(x)))
        .flatMap(mean -> mean.producer(mean.inputName(0), "multiply", "square", "pow"))
        .filter(
            square ->
                centred(square, square.inputName(0))
                    .filter(centred -> centred.inputName(0).equals(x))
                    .isPresent())
        .filter(
            square ->
                switch (square.operator()) {
                  case "multiply" ->
                      centred(square, square.inputName(1))
                          .filter(centred -> centred.inputName(0).equals(x))
                          .isPresent();
                  case "pow" -> square.scalar() == 2;
                  default -> true;
                })
        .isPresent();
  }

  private static boolean isOverLastAxis(OperatorCall mean, Value input) {
    if (!(input instanceof Tensor x) || x.rank() == 0) {
      return false;
    }
    return ((ReduceOp) mean.function()).isKeepDims()
        && ReductionRules.axes(mean, x.rank()).equals(List.of(x.rank() - 1));
  }

  private static Optional<Value> write(
      OperatorCall call, Value input, String gain, String bias, double epsilon) {
    if (!(input instanceof Tensor x)
        || x.type() != DataType.FLOAT
        || !(call.walk().value(gain) instanceof Tensor scale)
        || !(call.walk().value(bias) instanceof Tensor shift)) {
      return Optional.empty();
    }
    Tensor rows = x.rank() < 2 ? call.shapes().flat(x) : x;
    List<Dimension> vector = List.of(rows.shape().get(rows.shape().size() - 1));
    if (!scale.shape().equals(vector) || !shift.shape().equals(vector)) {
      return Optional.empty();
    }
    return Optional.of(
        call.result(
            "LayerNormalization",
            List.of(rows, scale, shift),
            DataType.FLOAT,
            rows.shape(),
            rows.merged(),
            OnnxAttributes.ofInt("axis", -1),
            OnnxAttributes.ofFloat("epsilon", (float) epsilon)));
  }
}
