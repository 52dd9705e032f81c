package io.heed.converter.optimize;

import io.heed.converter.graph.Dim;
import io.heed.converter.graph.Graph;
import io.heed.converter.graph.Node;
import io.heed.converter.graph.OnnxModel;
import io.heed.converter.graph.ShapeInference;
import io.heed.converter.onnx.OnnxAttributes;
import io.heed.converter.onnx.OnnxTensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts one Transpose or one Reshape in place of several nodes that only move elements, such as a
 * transposition written as Reshape, Transpose and Reshape with the arithmetic of their shapes.
 */
final class LayoutChains implements GraphPass {
  private static final int MOST_AXES = 5;

  @Override
  public int apply(OnnxModel model) {
    Graph graph = model.graph();
    ShapeInference shapes = ShapeInference.of(model);
    int changed = 0;
    for (Node node : graph.sorted()) {
      if (LayoutTrace.moves(node)) {
        Node one = together(graph, shapes, moving(graph, node));
        if (one != null) {
          graph.remove(node);
          graph.add(one);
          changed++;
        }
      }
    }
    if (changed > 0) {
      graph.removeUnused();
    }
    return changed;
  }

  /** The nodes up to this one that only move, the farthest first. */
  private static List<Node> moving(Graph graph, Node last) {
    List<Node> nodes = new ArrayList<>();
    for (Node node = last;
        node != null && LayoutTrace.moves(node);
        node = graph.producer(node.input(0))) {
      nodes.add(0, node);
    }
    return nodes;
  }

  private static @Nullable Node together(Graph graph, ShapeInference shapes, List<Node> nodes) {
    for (int first = 0; first < nodes.size() - 1; first++) {
      List<Node> part = nodes.subList(first, nodes.size());
      LayoutTrace trace = new LayoutTrace(part.get(0).input(0), part, 1);
      String result = part.get(part.size() - 1).output();
      List<Dim> from = shapes.of(trace.source()).shape();
      List<Dim> to = shapes.of(result).shape();
      if (from == null || to == null) {
        continue;
      }
      int[] order = from.size() == to.size() ? order(shapes, trace, from, to) : null;
      if (order != null) {
        return Node.of(
            "Transpose",
            List.of(trace.source()),
            result,
            OnnxAttributes.ofInts("perm", Arrays.stream(order).asLongStream().toArray()));
      }
      long[] target = StaticShapes.target(from, to);
      if (target != null && trace.is(shapes, shape -> inOrder(shape, target))) {
        String constant = graph.add(OnnxTensors.longs(result + "_shape", target, target.length));
        return Node.of("Reshape", List.of(trace.source(), constant), result);
      }
    }
    return null;
  }

  private static LayoutTrace.@Nullable Elements inOrder(long[] shape, long[] target) {
    long[] to = target.clone();
    int rest = -1;
    long product = 1;
    for (int i = 0; i < to.length; i++) {
      if (to[i] == 0) {
        to[i] = shape[i];
      }
      if (to[i] == -1) {
        rest = i;
      } else {
        product *= to[i];
      }
    }
    long count = Arrays.stream(shape).reduce(1, Math::multiplyExact);
    if (rest >= 0) {
      to[rest] = count / product;
      product *= to[rest];
    }
    return product == count ? LayoutTrace.Elements.inOrder(shape).reshaped(to) : null;
  }

  /** The order of axes by which a trace transposes; null if it does not. */
  private static int @Nullable [] order(
      ShapeInference shapes, LayoutTrace trace, List<Dim> from, List<Dim> to) {
    return from.size() > MOST_AXES ? null : order(shapes, trace, from, to, new int[from.size()], 0);
  }

  private static int @Nullable [] order(
      ShapeInference shapes,
      LayoutTrace trace,
      List<Dim> from,
      List<Dim> to,
      int[] order,
      int next) {
    if (next == order.length) {
      return trace.is(shapes, shape -> LayoutTrace.Elements.inOrder(shape).transposed(order))
          ? order
          : null;
    }
    for (int axis = 0; axis < order.length; axis++) {
      int candidate = axis;
      boolean taken = Arrays.stream(order, 0, next).anyMatch(other -> other == candidate);
      if (!taken && from.get(axis).equals(to.get(next))) {
        order[next] = axis;
        int[] found = order(shapes, trace, from, to, order, next + 1);
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }
}
