package io.heed.converter.optimize;

import io.heed.converter.graph.Graph;
import io.heed.converter.graph.Initializer;
import io.heed.converter.graph.Node;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A part of a graph that applies a function of one number to each element of one value: elementwise
 * nodes and constants that are one number.
 *
 * <p>It is known by what it gives, not by how it is written: a function is recognised by comparing
 * it with a known one over a range of numbers, so that every formulation of every exporter is
 * found.
 *
 * @param source the value it is applied to
 * @param function what it computes
 * @param inner the nodes it is made of, the last one left out
 */
record ScalarFunction(String source, DoubleUnaryOperator function, Set<Node> inner) {
  private static final Set<String> UNARY =
      Set.of("Erf", "Tanh", "Neg", "Sqrt", "Exp", "Sigmoid", "Reciprocal", "Abs");
  private static final Set<String> BINARY = Set.of("Add", "Sub", "Mul", "Div", "Pow");

  /** Nodes beyond which a formula is not followed. */
  private static final int MOST_NODES = 16;

  /** The function that ends in a node of the standard domain; null if it is none. */
  static @Nullable ScalarFunction endingIn(Graph graph, Node last) {
    Search search = new Search(graph);
    DoubleUnaryOperator function = search.of(last, 0);
    search.inner.remove(last);
    return function == null || search.source == null
        ? null
        : new ScalarFunction(search.source, function, search.inner);
  }

  /** Whether both give the same from -8 to 8, but for what floats leave out. */
  boolean agreesWith(DoubleUnaryOperator known) {
    for (double x = -8; x <= 8; x += 0.171875) {
      double expected = known.applyAsDouble(x);
      if (!(Math.abs(function.applyAsDouble(x) - expected) <= 2e-6 * Math.max(1, Math.abs(x)))) {
        return false;
      }
    }
    return true;
  }

  /** Whether nothing else reads what its inner nodes make, so that it can be replaced. */
  boolean isAlone(Graph graph, Node last) {
    return inner.stream()
        .flatMap(node -> node.outputs().stream())
        .allMatch(
            value ->
                !graph.isOutput(value)
                    && graph.readers(value).stream()
                        .allMatch(reader -> reader == last || inner.contains(reader)));
  }

  private static final class Search {
    private final Graph graph;
    private final Set<Node> inner = new HashSet<>();
    private @Nullable String source;

    Search(Graph graph) {
      this.graph = graph;
    }

    @Nullable DoubleUnaryOperator of(Node node, int depth) {
      if (!node.domain().isEmpty() || depth > MOST_NODES || inner.size() > MOST_NODES) {
        return null;
      }
      if (UNARY.contains(node.type())) {
        DoubleUnaryOperator in = of(node.input(0), depth);
        inner.add(node);
        return in == null ? null : x -> unary(node.type(), in.applyAsDouble(x));
      }
      if (BINARY.contains(node.type())) {
        DoubleUnaryOperator left = of(node.input(0), depth);
        DoubleUnaryOperator right = left == null ? null : of(node.input(1), depth);
        inner.add(node);
        return left == null || right == null
            ? null
            : x -> binary(node.type(), left.applyAsDouble(x), right.applyAsDouble(x));
      }
      return null;
    }

    private @Nullable DoubleUnaryOperator of(String value, int depth) {
      Initializer constant = graph.constant(value);
      if (constant != null) {
        double number = constant.size() == 1 ? constant.fill() : Double.NaN;
        return Double.isNaN(number) ? null : x -> number;
      }
      if (value.equals(source)) {
        return x -> x;
      }
      Node maker = graph.producer(value);
      boolean part =
          maker != null && (UNARY.contains(maker.type()) || BINARY.contains(maker.type()));
      if (part && source == null && maker != null) {
        Set<Node> before = Set.copyOf(inner);
        DoubleUnaryOperator deeper = of(maker, depth + 1);
        if (deeper != null && source != null) {
          return deeper;
        }
        inner.retainAll(before);
        source = null;
      } else if (part && maker != null) {
        DoubleUnaryOperator deeper = of(maker, depth + 1);
        if (deeper != null) {
          return deeper;
        }
      }
      if (source == null) {
        source = value;
        return x -> x;
      }
      return null;
    }
  }

  /** What an operator of one input gives; NaN for one that is not known. */
  private static double unary(String type, double x) {
    return switch (type) {
      case "Erf" -> erf(x);
      case "Tanh" -> Math.tanh(x);
      case "Neg" -> -x;
      case "Sqrt" -> Math.sqrt(x);
      case "Exp" -> Math.exp(x);
      case "Sigmoid" -> 1 / (1 + Math.exp(-x));
      case "Reciprocal" -> 1 / x;
      case "Abs" -> Math.abs(x);
      default -> Double.NaN;
    };
  }

  private static double binary(String type, double a, double b) {
    return switch (type) {
      case "Add" -> a + b;
      case "Sub" -> a - b;
      case "Mul" -> a * b;
      case "Div" -> a / b;
      case "Pow" -> Math.pow(a, b);
      default -> Double.NaN;
    };
  }

  /** Error function by its Maclaurin series and, beyond 3, by its continued fraction. */
  static double erf(double x) {
    double size = Math.abs(x);
    if (size > 6) {
      return Math.signum(x);
    }
    if (size < 3) {
      double term = x;
      double sum = x;
      for (int n = 1; Math.abs(term) > 1e-17; n++) {
        term *= -x * x / n;
        sum += term / (2 * n + 1);
      }
      return 2 / Math.sqrt(Math.PI) * sum;
    }
    double fraction = 0;
    for (int n = 60; n > 0; n--) {
      fraction = n / 2.0 / (size + fraction);
    }
    return Math.signum(x) * (1 - Math.exp(-x * x) / Math.sqrt(Math.PI) / (size + fraction));
  }

  /** The formulas of GELU by name, of "Gaussian Error Linear Units" (arXiv:1606.08415). */
  static final Map<String, DoubleUnaryOperator> GELUS =
      Map.of(
          "none", x -> 0.5 * x * (1 + erf(x / Math.sqrt(2))),
          "tanh",
              x -> 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))));
}
