package io.heed.converter.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An operator with its inputs and outputs, by name; an empty name is an input or output left out.
 * Its inputs change through the {@link Graph} alone. Compares by identity.
 */
public final class Node {
  private NodeProto proto;

  private Node(NodeProto proto) {
    this.proto = proto;
  }

  static Node of(NodeProto proto) {
    return new Node(proto);
  }

  /** A node of the standard domain, named like its output. */
  public static Node of(
      String type, List<String> inputs, String output, AttributeProto... attributes) {
    return ofDomain("", type, inputs, List.of(output), attributes);
  }

  /** A node of any domain, named like its first output. */
  public static Node ofDomain(
      String domain,
      String type,
      List<String> inputs,
      List<String> outputs,
      AttributeProto... attributes) {
    return new Node(
        NodeProto.newBuilder()
            .setName(outputs.get(0))
            .setDomain(domain)
            .setOpType(type)
            .addAllInput(inputs)
            .addAllOutput(outputs)
            .addAllAttribute(Arrays.asList(attributes))
            .build());
  }

  /** Operator type, such as {@code MatMul}. */
  public String type() {
    return proto.getOpType();
  }

  /** Domain of the operator; empty for the standard one, however it was written. */
  public String domain() {
    return proto.getDomain().equals("ai.onnx") ? "" : proto.getDomain();
  }

  /** Whether this is that operator of the standard domain. */
  public boolean is(String standardType) {
    return type().equals(standardType) && domain().isEmpty();
  }

  /** Its name, which may be empty. */
  public String name() {
    return proto.getName();
  }

  /** Names of its inputs. */
  public List<String> inputs() {
    return proto.getInputList();
  }

  /** Name of an input; empty where it is left out. */
  public String input(int index) {
    return index < proto.getInputCount() ? proto.getInput(index) : "";
  }

  /** Names of its outputs. */
  public List<String> outputs() {
    return proto.getOutputList();
  }

  /** Name of its first output. */
  public String output() {
    return proto.getOutput(0);
  }

  /** Whether only its first output is there. */
  public boolean hasOneOutput() {
    return proto.getOutputList().stream().filter(name -> !name.isEmpty()).count() == 1
        && !output().isEmpty();
  }

  /** Whether it carries graphs of its own, as {@code If} and {@code Loop} do. */
  public boolean hasSubgraph() {
    return proto.getAttributeList().stream()
        .anyMatch(attribute -> attribute.hasG() || attribute.getGraphsCount() > 0);
  }

  /** All its attributes. */
  public List<AttributeProto> attributes() {
    return proto.getAttributeList();
  }

  /** An attribute, or null. */
  public @Nullable AttributeProto attribute(String name) {
    for (AttributeProto attribute : proto.getAttributeList()) {
      if (attribute.getName().equals(name)) {
        return attribute;
      }
    }
    return null;
  }

  /** An INT attribute, or what stands for a missing one. */
  public long intOr(String name, long missing) {
    AttributeProto attribute = attribute(name);
    return attribute == null ? missing : attribute.getI();
  }

  /** A FLOAT attribute, or what stands for a missing one. */
  public float floatOr(String name, float missing) {
    AttributeProto attribute = attribute(name);
    return attribute == null ? missing : attribute.getF();
  }

  /** A STRING attribute, or what stands for a missing one. */
  public String stringOr(String name, String missing) {
    AttributeProto attribute = attribute(name);
    return attribute == null ? missing : attribute.getS().toStringUtf8();
  }

  /** An INTS attribute, or null. */
  public long @Nullable [] ints(String name) {
    AttributeProto attribute = attribute(name);
    return attribute == null
        ? null
        : attribute.getIntsList().stream().mapToLong(Long::longValue).toArray();
  }

  /** A TENSOR attribute, or null. */
  public @Nullable TensorProto tensor(String name) {
    AttributeProto attribute = attribute(name);
    return attribute == null || !attribute.hasT() ? null : attribute.getT();
  }

  /** Sets an attribute, in place of one of the same name. */
  public void set(AttributeProto attribute) {
    drop(attribute.getName());
    proto = proto.toBuilder().addAttribute(attribute).build();
  }

  /** Drops an attribute if it is there. */
  public void drop(String name) {
    List<AttributeProto> left =
        attributes().stream().filter(attribute -> !attribute.getName().equals(name)).toList();
    proto = proto.toBuilder().clearAttribute().addAllAttribute(left).build();
  }

  /** Takes an attribute away, if it is there. */
  public void unset(String attribute) {
    NodeProto.Builder builder = proto.toBuilder();
    for (int i = builder.getAttributeCount() - 1; i >= 0; i--) {
      if (builder.getAttribute(i).getName().equals(attribute)) {
        builder.removeAttribute(i);
      }
    }
    proto = builder.build();
  }

  /** The names it reads, those of its subgraphs from around them included. */
  Collection<String> reads() {
    return SubgraphNames.reads(proto);
  }

  /** Reads {@code to} where it read {@code from}, in its subgraphs too. */
  void rename(String from, String to) {
    NodeProto.Builder builder = proto.toBuilder();
    for (int i = 0; i < builder.getInputCount(); i++) {
      if (builder.getInput(i).equals(from)) {
        builder.setInput(i, to);
      }
    }
    if (hasSubgraph()) {
      SubgraphNames.rename(builder, from, to);
    }
    proto = builder.build();
  }

  void setInputs(List<String> inputs) {
    proto = proto.toBuilder().clearInput().addAllInput(inputs).build();
  }

  void setOutputs(List<String> outputs) {
    proto = proto.toBuilder().clearOutput().addAllOutput(outputs).build();
  }

  /** The node as a message. */
  public NodeProto toProto() {
    return proto;
  }

  /** The graphs of its attributes. */
  List<GraphProto> subgraphs() {
    List<GraphProto> graphs = new ArrayList<>();
    for (AttributeProto attribute : proto.getAttributeList()) {
      if (attribute.hasG()) {
        graphs.add(attribute.getG());
      }
      graphs.addAll(attribute.getGraphsList());
    }
    return graphs;
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%s node \"%s\"", type(), name());
  }
}
