package io.heed.converter.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.heed.converter.error.ConverterException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Checks that the names of a graph fit together: every value has one origin, stands before its use,
 * and every output of the graph exists. Subgraphs of {@code If}, {@code Loop} and {@code Scan} see
 * the names around them. Stateless.
 */
public final class OnnxGraphChecker {
  private OnnxGraphChecker() {}

  /**
   * Checks a graph with its subgraphs.
   *
   * @throws ConverterException (INPUT) that names the first value at fault
   */
  public static void check(GraphProto graph) {
    check(graph, new HashSet<>());
  }

  /** Names of the graph are added to the visible ones, and taken out again in the end. */
  private static void check(GraphProto graph, Set<String> visible) {
    Set<String> inner = new HashSet<>();
    Set<String> added = new HashSet<>();
    for (ValueInfoProto input : graph.getInputList()) {
      define(graph, input.getName(), () -> "input", inner, visible, added);
    }
    Set<String> inputs = Set.copyOf(inner);
    for (TensorProto initializer : graph.getInitializerList()) {
      // Up to IR version 3 an initializer gives the default of the input of the same name.
      if (!inputs.contains(initializer.getName())) {
        define(graph, initializer.getName(), () -> "initializer", inner, visible, added);
      }
    }
    for (NodeProto node : graph.getNodeList()) {
      for (String input : node.getInputList()) {
        if (!input.isEmpty() && !visible.contains(input)) {
          throw fault(
              graph,
              String.format(
                  Locale.ROOT,
                  "%s reads \"%s\", which is no input, initializer or output of a node before it",
                  describe(node),
                  input));
        }
      }
      for (AttributeProto attribute : node.getAttributeList()) {
        if (attribute.hasG()) {
          check(attribute.getG(), visible);
        }
        attribute.getGraphsList().forEach(subgraph -> check(subgraph, visible));
      }
      for (String output : node.getOutputList()) {
        if (!output.isEmpty()) {
          define(graph, output, () -> "output of " + describe(node), inner, visible, added);
        }
      }
    }
    for (ValueInfoProto output : graph.getOutputList()) {
      if (!visible.contains(output.getName())) {
        throw fault(
            graph,
            String.format(Locale.ROOT, "nothing produces the output \"%s\"", output.getName()));
      }
    }
    added.forEach(visible::remove);
  }

  private static void define(
      GraphProto graph,
      String name,
      Supplier<String> role,
      Set<String> inner,
      Set<String> visible,
      Set<String> added) {
    if (!inner.add(name)) {
      throw fault(
          graph, String.format(Locale.ROOT, "the name \"%s\" (%s) occurs twice", name, role.get()));
    }
    if (visible.add(name)) {
      added.add(name);
    }
  }

  static String describe(NodeProto node) {
    return String.format(Locale.ROOT, "%s node \"%s\"", node.getOpType(), node.getName());
  }

  private static ConverterException fault(GraphProto graph, String message) {
    return new ConverterException(
        ConverterException.Kind.INPUT,
        String.format(Locale.ROOT, "graph \"%s\": %s", graph.getName(), message));
  }
}
