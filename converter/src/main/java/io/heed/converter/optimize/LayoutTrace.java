package io.heed.converter.optimize;

import io.heed.converter.graph.Dim;
import io.heed.converter.graph.Graph;
import io.heed.converter.graph.Initializer;
import io.heed.converter.graph.Node;
import io.heed.converter.graph.ShapeInference;
import io.heed.converter.graph.ValueFacts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Nodes in a row that only move elements (Reshape, Transpose, Squeeze…) or multiply them by one
 * number. What they do together is told by moving the numbers of elements for two choices of the
 * open lengths, so that every way to write it is understood.
 *
 * @param source what the first reads
 * @param nodes in their order; none if the value is the source itself
 * @param factor what each element is multiplied by
 */
record LayoutTrace(String source, List<Node> nodes, double factor) {
  private static final Set<String> RESHAPES =
      Set.of("Reshape", "Squeeze", "Unsqueeze", "Flatten", "Identity");

  /** Lengths for symbols, by their order; no two alike, so that axes are not taken for others. */
  private static final long[][] LENGTHS = {{3, 5, 2, 7, 11}, {5, 2, 7, 3, 13}};

  private static final long MOST_ELEMENTS = 4_000_000;

  /** Everything before a value that moves or scales, back to what computes. */
  static LayoutTrace endingIn(Graph graph, String value) {
    List<Node> nodes = new ArrayList<>();
    double factor = 1;
    String at = value;
    for (Node node = graph.producer(at); node != null; node = graph.producer(at)) {
      int scaled = moves(node) ? 0 : scaledInput(graph, node);
      if (scaled < 0) {
        break;
      }
      factor *= moves(node) ? 1 : scale(graph, node, scaled);
      nodes.add(node);
      at = node.input(scaled);
    }
    Collections.reverse(nodes);
    return new LayoutTrace(at, nodes, factor);
  }

  /** Whether a node moves elements and does nothing else. */
  static boolean moves(Node node) {
    return node.domain().isEmpty()
        && (RESHAPES.contains(node.type()) || node.type().equals("Transpose"));
  }

  /** The input that a node multiplies by one number; -1 if it does no such thing. */
  private static int scaledInput(Graph graph, Node node) {
    if (node.is("Mul") || node.is("Div")) {
      if (isNumber(graph, node.input(1))) {
        return 0;
      }
      if (node.is("Mul") && isNumber(graph, node.input(0))) {
        return 1;
      }
    }
    return -1;
  }

  private static double scale(Graph graph, Node node, int scaled) {
    double number = Objects.requireNonNull(graph.constant(node.input(1 - scaled))).fill();
    return node.is("Div") ? 1 / number : number;
  }

  private static boolean isNumber(Graph graph, String value) {
    Initializer constant = graph.constant(value);
    return constant != null && constant.size() == 1 && !Double.isNaN(constant.fill());
  }

  /** What a layout is to be: the number of the source's element at a place, for given lengths. */
  @FunctionalInterface
  interface Layout {
    /**
     * Where elements come from.
     *
     * @param shape lengths of the source
     * @return lengths of the result and the numbers of elements; null if the source does not fit
     */
    @Nullable Elements of(long[] shape);
  }

  /**
   * Numbers of elements, in a shape.
   *
   * @param shape lengths of the axes
   * @param numbers row-major
   */
  record Elements(long[] shape, int[] numbers) {
    static Elements inOrder(long... shape) {
      int[] numbers = new int[(int) count(shape)];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = i;
      }
      return new Elements(shape, numbers);
    }

    Elements reshaped(long... other) {
      return new Elements(other, numbers);
    }

    /** As the Transpose operator does. */
    Elements transposed(int... order) {
      int rank = order.length;
      long[] to = new long[rank];
      long[] step = new long[rank];
      long[] strides = strides(shape);
      for (int i = 0; i < rank; i++) {
        to[i] = shape[order[i]];
        step[i] = strides[order[i]];
      }
      int[] moved = new int[numbers.length];
      long[] at = new long[rank];
      for (int i = 0; i < moved.length; i++) {
        long from = 0;
        for (int axis = 0; axis < rank; axis++) {
          from += at[axis] * step[axis];
        }
        moved[i] = numbers[(int) from];
        for (int axis = rank - 1; axis >= 0 && ++at[axis] == to[axis]; axis--) {
          at[axis] = 0;
        }
      }
      return new Elements(to, moved);
    }

    boolean same(Elements other) {
      return java.util.Arrays.equals(shape, other.shape)
          && java.util.Arrays.equals(numbers, other.numbers);
    }

    private static long[] strides(long[] shape) {
      long[] strides = new long[shape.length];
      long step = 1;
      for (int i = shape.length - 1; i >= 0; i--) {
        strides[i] = step;
        step *= shape[i];
      }
      return strides;
    }
  }

  /** Whether the nodes together move elements so, whatever the open lengths are. */
  boolean is(ShapeInference shapes, Layout wanted) {
    for (long[] lengths : LENGTHS) {
      Elements made = elements(shapes, lengths);
      Elements expected =
          made == null ? null : wanted.of(Objects.requireNonNull(shape(shapes, source, lengths)));
      if (made == null || expected == null || !made.same(expected)) {
        return false;
      }
    }
    return true;
  }

  private @Nullable Elements elements(ShapeInference shapes, long[] lengths) {
    long[] from = shape(shapes, source, lengths);
    if (from == null || count(from) > MOST_ELEMENTS) {
      return null;
    }
    Elements at = Elements.inOrder(from);
    for (Node node : nodes) {
      if (node.is("Transpose")) {
        long[] order = node.ints("perm");
        if (order == null || order.length != at.shape().length) {
          return null;
        }
        at = at.transposed(java.util.Arrays.stream(order).mapToInt(Math::toIntExact).toArray());
      } else if (moves(node)) {
        long[] to = shape(shapes, node.output(), lengths);
        if (to == null || count(to) != at.numbers().length) {
          return null;
        }
        at = at.reshaped(to);
      }
    }
    return at;
  }

  /** The shape of a value if the symbols of the source have these lengths; null if unknown. */
  private long @Nullable [] shape(ShapeInference shapes, String value, long[] lengths) {
    ValueFacts facts = shapes.of(value);
    List<Dim> origin = shapes.of(source).shape();
    List<Dim> dims = facts.shape();
    if (dims == null || origin == null) {
      return null;
    }
    Map<String, Long> known = new HashMap<>();
    for (Dim dim : origin) {
      for (String symbol : dim.symbols()) {
        if (!known.containsKey(symbol) && known.size() == lengths.length) {
          return null;
        }
        known.putIfAbsent(symbol, lengths[known.size() % lengths.length]);
      }
    }
    long[] shape = new long[dims.size()];
    for (int i = 0; i < shape.length; i++) {
      OptionalLong number = dims.get(i).number(known);
      if (number.isEmpty() || number.getAsLong() < 1) {
        return null;
      }
      shape[i] = number.getAsLong();
    }
    return shape;
  }

  private static long count(long[] shape) {
    long count = 1;
    for (long length : shape) {
      count = Math.multiplyExact(count, length);
    }
    return count;
  }
}
