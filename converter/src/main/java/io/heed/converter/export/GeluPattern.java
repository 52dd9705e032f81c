package io.heed.converter.export;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The exact Gaussian error linear unit, {@code 0.5 x (1 + erf(x / sqrt 2))} with the factors in any
 * order (Hendrycks and Gimpel, 2016). From operator set 20 it is ONNX's {@code Gelu}; before, the
 * five operators {@code Div Erf Add Mul Mul} in the order that runtimes fuse.
 */
final class GeluPattern implements SubgraphPattern {
  private static final int OPSET_WITH_GELU = 20;

  /** Constants pass through float on their way into a SameDiff graph. */
  private static final double TOLERANCE = 1e-6;

  @Override
  public Optional<Value> apply(OperatorCall call) {
    if (!isProduct(call)) {
      return Optional.empty();
    }
    return findErf(call)
        .map(erf -> erf.inputName(0))
        .flatMap(argument -> scaledBy(call, argument, Math.sqrt(0.5)))
        .filter(x -> isHalfOfBoth(call, x))
        .map(call.walk()::value)
        .filter(x -> x instanceof Tensor tensor && tensor.type() == DataType.FLOAT)
        .map(x -> write(call, (Tensor) x));
  }

  private static boolean isProduct(OperatorCall call) {
    return List.of("multiply", "mul_scalar", "div_scalar").contains(call.operator());
  }

  /** The erf of {@code 1 + erf(...)} among the factors. */
  private static Optional<OperatorCall> findErf(OperatorCall call) {
    for (String factor : factors(call)) {
      Optional<OperatorCall> erf =
          erfPlusOne(call, factor)
              .or(
                  () ->
                      call.producer(factor, "multiply", "mul_scalar", "div_scalar")
                          .flatMap(GeluPattern::findErf));
      if (erf.isPresent()) {
        return erf;
      }
    }
    return Optional.empty();
  }

  private static Optional<OperatorCall> erfPlusOne(OperatorCall call, String variable) {
    Optional<OperatorCall> withScalar =
        call.producer(variable, "add_scalar")
            .filter(sum -> sum.scalar() == 1)
            .flatMap(sum -> sum.producer(sum.inputName(0), "erf"));
    if (withScalar.isPresent()) {
      return withScalar;
    }
    return call.producer(variable, "add")
        .flatMap(
            sum -> {
              for (int i = 0; i < 2; i++) {
                boolean one =
                    call.walk().constantScalar(sum.inputName(i)).filter(c -> c == 1).isPresent();
                if (one) {
                  return sum.producer(sum.inputName(1 - i), "erf");
                }
              }
              return Optional.empty();
            });
  }

  /** The x of a variable that is {@code scale * x}. */
  private static Optional<String> scaledBy(OperatorCall call, String variable, double scale) {
    return call.producer(variable, "multiply", "mul_scalar", "div_scalar", "divide")
        .flatMap(
            product -> {
              if (product.operator().equals("div_scalar")) {
                return close(1 / product.scalar(), scale, product.inputName(0));
              }
              if (product.operator().equals("mul_scalar")) {
                return close(product.scalar(), scale, product.inputName(0));
              }
              boolean quotient = product.operator().equals("divide");
              Optional<Double> second = call.walk().constantScalar(product.inputName(1));
              if (second.isPresent()) {
                double factor = quotient ? 1 / second.get() : second.get();
                return close(factor, scale, product.inputName(0));
              }
              return quotient
                  ? Optional.empty()
                  : call.walk()
                      .constantScalar(product.inputName(0))
                      .flatMap(factor -> close(factor, scale, product.inputName(1)));
            });
  }

  private static Optional<String> close(double found, double expected, String variable) {
    return Math.abs(found - expected) < TOLERANCE ? Optional.of(variable) : Optional.empty();
  }

  /** Whether the whole product is 0.5, x and {@code 1 + erf}, each once. */
  private static boolean isHalfOfBoth(OperatorCall call, String x) {
    List<String> tensors = new ArrayList<>();
    double constant = collect(call, x, tensors);
    return constant == 0.5
        && tensors.size() == 2
        && tensors.contains(x)
        && tensors.stream().anyMatch(factor -> erfPlusOne(call, factor).isPresent());
  }

  private static double collect(OperatorCall call, String x, List<String> tensors) {
    double constant =
        switch (call.operator()) {
          case "mul_scalar" -> call.scalar();
          case "div_scalar" -> 1 / call.scalar();
          default -> 1;
        };
    for (String factor : factors(call)) {
      Optional<Double> scalar = call.walk().constantScalar(factor);
      Optional<OperatorCall> inner =
          factor.equals(x)
              ? Optional.empty()
              : call.producer(factor, "multiply", "mul_scalar", "div_scalar");
      if (scalar.isPresent()) {
        constant *= scalar.get();
      } else if (inner.isPresent()) {
        constant *= collect(inner.get(), x, tensors);
      } else {
        tensors.add(factor);
      }
    }
    return constant;
  }

  private static List<String> factors(OperatorCall call) {
    return call.operator().equals("multiply")
        ? List.of(call.inputName(0), call.inputName(1))
        : List.of(call.inputName(0));
  }

  private static Tensor write(OperatorCall call, Tensor x) {
    if (call.emitter().opset() >= OPSET_WITH_GELU) {
      return call.emitter().unary("Gelu", call.output(), x);
    }
    NodeEmitter emitter = call.emitter();
    Tensor scaled =
        Broadcast.arithmetic(
            call, call.step("div"), "Div", x, emitter.floatScalar((float) Math.sqrt(2)));
    Tensor erf = emitter.unary("Erf", call.step("erf"), scaled);
    Tensor sum = Broadcast.arithmetic(call, call.step("add"), "Add", erf, emitter.floatScalar(1));
    Tensor product = Broadcast.arithmetic(call, call.step("mul"), "Mul", x, sum);
    return Broadcast.arithmetic(call, call.output(), "Mul", product, emitter.floatScalar(0.5f));
  }
}
