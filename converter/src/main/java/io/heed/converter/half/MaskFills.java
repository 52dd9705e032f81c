package io.heed.converter.half;

import io.heed.converter.graph.Graph;
import io.heed.converter.graph.Node;
import io.heed.converter.graph.OnnxModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds constants that do nothing but hide places from a Softmax: numbers such as -3.4e38 or -1e9
 * that, chosen by a mask, are added to the scores. All their ways must end in a Softmax or in the
 * mask of an attention operator and lead there by additions, choices (Where), products with a mask
 * of 0 and 1, and moves.
 *
 * <p>In their place {@value #FILL} does the same: beside a score that is not hidden, exp of the
 * difference is 0 as soon as that exceeds 104 in single precision, 17.4 in half. And it is half of
 * FLOAT16's range, so that a score within the other half cannot carry it to infinity, a sum of two
 * masks (padding and future) neither. That matters in a row of hidden places only, whose result
 * nobody reads: infinities would give NaN there, this gives finite shares as -10000 does.
 */
final class MaskFills {
  /** A FLOAT16, as a multiple of 16 below 32768. */
  static final float FILL = 32_752f;

  private final Graph graph;
  private final MaskFactors factors;
  private final Set<String> carriers = new HashSet<>();

  MaskFills(Graph graph, ValueTypes types) {
    this.graph = graph;
    this.factors = new MaskFactors(graph, types);
  }

  /** Whether a constant is one; if so, what it flows through is remembered. */
  boolean isFill(FloatConstant constant) {
    Map<String, Integer> signs = new HashMap<>();
    List<String> open = new ArrayList<>();
    signs.put(constant.name(), constant.range().largest() < 0 ? -1 : 1);
    open.add(constant.name());
    boolean hides = false;
    while (!open.isEmpty()) {
      String value = open.remove(open.size() - 1);
      int sign = signs.getOrDefault(value, 0);
      if (graph.isOutput(value)) {
        return false;
      }
      for (Node reader : graph.readers(value)) {
        if (isEnd(reader, value)) {
          hides = true;
          if (sign > 0) {
            return false;
          }
          continue;
        }
        int next = sign * through(reader, value);
        Integer before = next == 0 ? null : signs.put(reader.output(), next);
        if (next == 0 || (before != null && before != next)) {
          return false;
        }
        if (before == null) {
          open.add(reader.output());
        }
      }
    }
    if (hides) {
      carriers.addAll(signs.keySet());
    }
    return hides;
  }

  /** Whether a value has such a number in it. */
  boolean carries(String value) {
    return carriers.contains(value);
  }

  private static boolean isEnd(Node node, String value) {
    int at = node.inputs().indexOf(value);
    if (node.domain().equals(OnnxModel.MICROSOFT)) {
      return at == 5
          && (node.type().equals("Attention") || node.type().equals("MultiHeadAttention"));
    }
    return (at == 0 && (node.is("Softmax") || node.is("LogSoftmax")))
        || (at == 3 && node.is("Attention"));
  }

  /** 1 if the node hands the numbers on, -1 if it negates them, 0 if it does something else. */
  private int through(Node node, String value) {
    int at = node.inputs().indexOf(value);
    if (!node.domain().isEmpty() || at < 0 || at != node.inputs().lastIndexOf(value)) {
      return 0;
    }
    if (MaskFactors.MOVES.contains(node.type())) {
      return at == 0 || node.is("Concat") ? 1 : 0;
    }
    return switch (node.type()) {
      case "Add" -> 1;
      case "Sub" -> at == 0 ? 1 : -1;
      case "Where" -> at > 0 ? 1 : 0;
      case "Cast" -> node.intOr("to", 0) == HalfTensors.FLOAT ? 1 : 0;
      case "Mul" -> factors.sign(node.input(1 - at));
      default -> 0;
    };
  }
}
