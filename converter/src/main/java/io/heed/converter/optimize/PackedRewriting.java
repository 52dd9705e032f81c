package io.heed.converter.optimize;

import ai.onnx.proto.OnnxMl.AttributeProto;
import io.heed.converter.graph.Graph;
import io.heed.converter.graph.Node;
import io.heed.converter.graph.OnnxModel;
import io.heed.converter.graph.ShapeInference;
import io.heed.converter.onnx.OnnxAttributes;
import io.heed.converter.onnx.OnnxTensors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Puts the nodes of a {@link PackedRegion} on tokens. A value is needed for all tokens if an
 * attention reads it, if something outside does, or if a node does whose own result is needed so;
 * else for first tokens alone. Used once.
 */
final class PackedRewriting {
  private final OnnxModel model;
  private final Graph graph;
  private final ShapeInference shapes;
  private final PackedRegion region;
  private final String mask;
  private final PaddingFreeForm.Layout layout;
  private final Set<Node> inside;
  private final Map<String, List<FirstTokens>> readers = new LinkedHashMap<>();
  private final Set<String> leaving = new HashSet<>();
  private final Set<String> whole = new HashSet<>();
  private final Map<String, String> packed = new HashMap<>();
  private final Map<String, String> first = new HashMap<>();
  private String offset = "";
  private String cumulative = "";
  private String starts = "";

  PackedRewriting(
      OnnxModel model,
      ShapeInference shapes,
      PackedRegion region,
      String mask,
      PaddingFreeForm.Layout layout) {
    this.model = model;
    this.graph = model.graph();
    this.shapes = shapes;
    this.region = region;
    this.mask = mask;
    this.layout = layout;
    this.inside = new HashSet<>(region.nodes());
  }

  PaddingFreeForm.Outcome rewrite() {
    findReaders();
    findWhole();
    model.useOpset(OnnxModel.MICROSOFT, 1);
    removePadding();
    int attentions = 0;
    int firstOnly = 0;
    List<String> restored = new ArrayList<>();
    for (Node node : region.nodes()) {
      graph.remove(node);
      if (isAttention(node)) {
        attend(node);
        attentions++;
      } else if (node.outputs().stream().anyMatch(whole::contains)) {
        addAgain(node, "_tokens", packed);
      } else {
        addAgain(node, "_first", first);
        firstOnly++;
      }
      for (String output : node.outputs()) {
        if (leaving.contains(output)) {
          restore(output);
          restored.add(output);
        }
      }
    }
    readers.forEach((value, nodes) -> nodes.forEach(node -> replace(value, node)));
    return new PaddingFreeForm.Outcome("", attentions, restored, firstOnly);
  }

  /** Who reads the region's values from outside; those of the start stay with it. */
  private void findReaders() {
    for (String value : region.tokens()) {
      if (value.equals(region.start())) {
        continue;
      }
      if (graph.isOutput(value)) {
        leaving.add(value);
      }
      for (Node reader : graph.readers(value)) {
        FirstTokens tokens = FirstTokens.of(graph, reader, value);
        if (inside.contains(reader)) {
          continue;
        }
        if (tokens != null) {
          readers.computeIfAbsent(value, name -> new ArrayList<>()).add(tokens);
        } else {
          leaving.add(value);
        }
      }
    }
  }

  private void findWhole() {
    whole.addAll(leaving);
    for (int i = region.nodes().size() - 1; i >= 0; i--) {
      Node node = region.nodes().get(i);
      if (isAttention(node) || node.outputs().stream().anyMatch(whole::contains)) {
        node.outputs().stream().filter(output -> !output.isEmpty()).forEach(whole::add);
        node.inputs().stream().filter(region.tokens()::contains).forEach(whole::add);
      }
    }
  }

  private void removePadding() {
    String axes = graph.add(OnnxTensors.longs(mask + "_sum_axes", new long[] {1}, 1));
    String whole = ContribMask.asInt32(graph, shapes, mask);
    String sums =
        graph.add(
            mask + "_sums", "ReduceSum", List.of(whole, axes), OnnxAttributes.ofInt("keepdims", 0));
    String one = graph.add(OnnxTensors.ints(mask + "_least", new int[] {1}, 1));
    String counts = graph.add(mask + "_token_counts", "Max", List.of(sums, one));
    String start = region.start();
    String tokens = graph.newName(start + "_tokens");
    offset = graph.newName("token_offset");
    cumulative = graph.newName("cumulative_sequence_length");
    graph.add(
        Node.ofDomain(
            OnnxModel.MICROSOFT,
            "RemovePadding",
            List.of(start, counts),
            List.of(tokens, offset, cumulative, graph.newName("longest_sequence"))));
    packed.put(start, tokens);
  }

  private void attend(Node node) {
    List<String> inputs = new ArrayList<>();
    if (PackableAttention.isMultiHead(node)) {
      node.inputs().subList(0, 3).forEach(each -> inputs.add(packed.getOrDefault(each, "")));
      inputs.add(node.input(3));
    } else {
      String input = packed.getOrDefault(node.input(0), "");
      inputs.addAll(
          layout == PaddingFreeForm.Layout.MERGED
              ? PackedProjection.merged(graph, node, input)
              : PackedProjection.separate(graph, node, input));
      inputs.add(node.input(2));
    }
    inputs.addAll(List.of(offset, cumulative));
    List<AttributeProto> attributes = new ArrayList<>();
    attributes.add(OnnxAttributes.ofInt("num_heads", node.intOr("num_heads", 1)));
    AttributeProto scale = node.attribute("scale");
    if (scale != null) {
      attributes.add(scale);
    }
    String output = graph.newName(node.output() + "_tokens");
    graph.add(
        Node.ofDomain(
            OnnxModel.MICROSOFT,
            "PackedMultiHeadAttention",
            inputs,
            List.of(output),
            attributes.toArray(AttributeProto[]::new)));
    packed.put(node.output(), output);
  }

  /** A token-wise node on all tokens or on the first ones. */
  private void addAgain(Node node, String suffix, Map<String, String> names) {
    List<String> inputs = new ArrayList<>();
    for (String input : node.inputs()) {
      inputs.add(
          !region.tokens().contains(input)
              ? input
              : names == first ? firstOf(input) : packed.getOrDefault(input, ""));
    }
    List<String> outputs = new ArrayList<>();
    for (String output : node.outputs()) {
      String name = output.isEmpty() ? "" : graph.newName(output + suffix);
      outputs.add(name);
      names.put(output, name);
    }
    Node again =
        Node.ofDomain(
            node.domain(),
            node.type(),
            inputs,
            outputs,
            node.attributes().toArray(AttributeProto[]::new));
    if (node.is("LayerNormalization")) {
      again.set(OnnxAttributes.ofInt("axis", -1)); // it may have been counted from the front
    }
    graph.add(again);
  }

  private void restore(String value) {
    graph.add(
        Node.ofDomain(
            OnnxModel.MICROSOFT,
            "RestorePadding",
            List.of(packed.getOrDefault(value, ""), offset),
            List.of(value)));
  }

  /** A value of first tokens [batch, hidden]. */
  private String firstOf(String value) {
    return first.computeIfAbsent(
        value,
        name -> {
          if (starts.isEmpty()) {
            starts = addStarts();
          }
          return graph.add(
              name + "_first",
              "Gather",
              List.of(packed.getOrDefault(name, ""), starts),
              OnnxAttributes.ofInt("axis", 0));
        });
  }

  /** Where texts begin among the tokens: the sums of lengths but for the last. */
  private String addStarts() {
    return graph.add(
        "text_starts",
        "Slice",
        List.of(
            cumulative,
            graph.add(OnnxTensors.longs("text_starts_from", new long[] {0}, 1)),
            graph.add(OnnxTensors.longs("text_starts_to", new long[] {-1}, 1)),
            graph.add(OnnxTensors.longs("text_starts_axes", new long[] {0}, 1))));
  }

  private void replace(String value, FirstTokens reader) {
    String rows = firstOf(value);
    if (reader.keepsAxis()) {
      String axes = graph.add(OnnxTensors.longs("first_token_axes", new long[] {1}, 1));
      rows = graph.add(value + "_first_kept", "Unsqueeze", List.of(rows, axes));
    }
    String old = reader.node().output();
    graph.remove(reader.node());
    if (graph.isOutput(old)) {
      graph.add(Node.of("Identity", List.of(rows), old));
    } else {
      graph.replaceUses(old, rows);
    }
  }

  private static boolean isAttention(Node node) {
    return PackableAttention.isWhole(node) || PackableAttention.isMultiHead(node);
  }
}
