package io.heed.converter.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The names that graphs inside nodes take from around them. The format forbids that an inner name
 * hides an outer one, so a name means the same everywhere. Stateless.
 */
final class SubgraphNames {
  private SubgraphNames() {}

  private static final int FEW = 8;

  /** All names a node and its subgraphs read; inner ones are among them and harm nobody. */
  static Collection<String> reads(NodeProto node) {
    if (node.getInputCount() <= FEW
        && node.getAttributeList().stream().noneMatch(SubgraphNames::isGraph)) {
      List<String> few = new ArrayList<>(node.getInputCount());
      for (String input : node.getInputList()) {
        if (!input.isEmpty() && !few.contains(input)) {
          few.add(input);
        }
      }
      return few;
    }
    Set<String> names = new LinkedHashSet<>();
    collect(node, names);
    names.remove("");
    return names;
  }

  private static boolean isGraph(AttributeProto attribute) {
    return attribute.hasG() || attribute.getGraphsCount() > 0;
  }

  private static void collect(NodeProto node, Set<String> names) {
    names.addAll(node.getInputList());
    for (AttributeProto attribute : node.getAttributeList()) {
      if (attribute.hasG()) {
        collect(attribute.getG(), names);
      }
      attribute.getGraphsList().forEach(graph -> collect(graph, names));
    }
  }

  private static void collect(GraphProto graph, Set<String> names) {
    graph.getNodeList().forEach(inner -> collect(inner, names));
    graph.getOutputList().forEach(output -> names.add(output.getName()));
  }

  /** Renames a value that the subgraphs of a node read. */
  static void rename(NodeProto.Builder node, String from, String to) {
    for (AttributeProto.Builder attribute : node.getAttributeBuilderList()) {
      if (attribute.hasG()) {
        rename(attribute.getGBuilder(), from, to);
      }
      attribute.getGraphsBuilderList().forEach(graph -> rename(graph, from, to));
    }
  }

  private static void rename(GraphProto.Builder graph, String from, String to) {
    for (NodeProto.Builder inner : graph.getNodeBuilderList()) {
      for (int i = 0; i < inner.getInputCount(); i++) {
        if (inner.getInput(i).equals(from)) {
          inner.setInput(i, to);
        }
      }
      rename(inner, from, to);
    }
    for (ValueInfoProto.Builder output : graph.getOutputBuilderList()) {
      if (output.getName().equals(from)) {
        output.setName(to);
      }
    }
  }
}
