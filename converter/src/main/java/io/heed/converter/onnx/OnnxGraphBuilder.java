package io.heed.converter.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.heed.converter.error.ConverterException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Builds one ONNX model node by node.
 *
 * <p>Nodes are written in the order of the calls, which must be an order of computation; names of
 * values are unique. {@link #build()} checks both, and that nothing in the graph is unused; {@link
 * #prune()} removes what is. Confined to one thread. The same calls give the same bytes.
 */
public final class OnnxGraphBuilder {
  private final String graphName;
  private final List<ValueInfoProto> inputs = new ArrayList<>();
  private final List<ValueInfoProto> outputs = new ArrayList<>();
  private final Map<String, TensorProto> initializers = new LinkedHashMap<>();
  private final List<NodeProto> nodes = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private final Map<String, Long> opsets = new LinkedHashMap<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private String producerName = "";
  private String producerVersion = "";
  private String description = "";
  private long irVersion;

  private OnnxGraphBuilder(String graphName) {
    this.graphName = graphName;
  }

  /** An empty graph. */
  public static OnnxGraphBuilder create(String graphName) {
    return new OnnxGraphBuilder(graphName);
  }

  /** Imports an operator set; {@code ""} is the domain of the standard operators. */
  public OnnxGraphBuilder opset(String domain, long version) {
    opsets.put(domain, version);
    return this;
  }

  /** The version of the format; by default the oldest that the standard operator set allows. */
  public OnnxGraphBuilder irVersion(long version) {
    irVersion = version;
    return this;
  }

  /** The program that writes the model. */
  public OnnxGraphBuilder producer(String name, String version) {
    producerName = name;
    producerVersion = version;
    return this;
  }

  /** The doc string of the model. */
  public OnnxGraphBuilder description(String text) {
    description = text;
    return this;
  }

  /** One entry of the model's metadata. */
  public OnnxGraphBuilder metadata(String key, String value) {
    metadata.put(key, value);
    return this;
  }

  /** Adds an input of the graph and returns its name. */
  public String input(String name, DataType type, List<OnnxAxis> shape) {
    claim(name, "input");
    inputs.add(valueInfo(name, type, shape));
    return name;
  }

  /** Declares a value, made before or later, to be an output of the graph. */
  public OnnxGraphBuilder output(String name, DataType type, List<OnnxAxis> shape) {
    outputs.add(valueInfo(name, type, shape));
    return this;
  }

  /** Adds a constant tensor and returns its name. */
  public String initializer(TensorProto tensor) {
    claim(tensor.getName(), "initializer");
    initializers.put(tensor.getName(), tensor);
    return tensor.getName();
  }

  /**
   * Adds a node of the standard domain with one output, whose name is also the node's; returns it.
   */
  public String node(
      String opType, String output, List<String> inputNames, AttributeProto... attributes) {
    return node(NodeProto.newBuilder()
            .setName(output)
            .setOpType(opType)
            .addAllInput(inputNames)
            .addOutput(output)
            .addAllAttribute(Arrays.asList(attributes))
            .build())
        .get(0);
  }

  /** Adds a node and returns the names of its outputs. */
  public List<String> node(NodeProto node) {
    for (String output : node.getOutputList()) {
      if (!output.isEmpty()) {
        claim(output, "output of " + OnnxGraphChecker.describe(node));
      }
    }
    nodes.add(node);
    return node.getOutputList();
  }

  /** The given name, or it with the first free number appended. The name is not taken by this. */
  public String uniqueName(String wanted) {
    String name = wanted;
    for (int number = 1; names.contains(name); number++) {
      name = wanted + "_" + number;
    }
    return name;
  }

  /** Removes nodes and initializers that no output of the graph needs. */
  public OnnxGraphBuilder prune() {
    Set<String> needed = new HashSet<>();
    outputs.forEach(output -> needed.add(output.getName()));
    for (int i = nodes.size() - 1; i >= 0; i--) {
      NodeProto node = nodes.get(i);
      if (node.getOutputList().stream().anyMatch(needed::contains)) {
        addReads(node, needed);
      } else {
        node.getOutputList().forEach(names::remove);
        nodes.remove(i);
      }
    }
    initializers.keySet().removeIf(name -> !needed.contains(name) && names.remove(name));
    return this;
  }

  /**
   * The model.
   *
   * @throws ConverterException (INPUT) that names a value which is unknown, used before it is made,
   *     made twice, or never used
   */
  public ModelProto build() {
    GraphProto graph =
        GraphProto.newBuilder()
            .setName(graphName)
            .addAllInput(inputs)
            .addAllInitializer(initializers.values())
            .addAllNode(nodes)
            .addAllOutput(outputs)
            .build();
    OnnxGraphChecker.check(graph);
    checkUsed(graph);
    ModelProto.Builder model =
        ModelProto.newBuilder()
            .setIrVersion(irVersion > 0 ? irVersion : irVersionOf(opsets.getOrDefault("", 17L)))
            .setProducerName(producerName)
            .setProducerVersion(producerVersion)
            .setDocString(description)
            .setGraph(graph);
    opsets.forEach(
        (domain, version) ->
            model.addOpsetImport(
                OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(version)));
    metadata.forEach(
        (key, value) ->
            model.addMetadataProps(
                StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
    return model.build();
  }

  /**
   * The pairs of the format's own table: opset 17 and 18 came with IR 8, 19 and 20 with 9, then 10.
   */
  private static long irVersionOf(long opset) {
    return opset <= 18 ? 8 : opset <= 20 ? 9 : 10;
  }

  private void claim(String name, String role) {
    if (!names.add(name)) {
      throw fault(String.format(Locale.ROOT, "the name \"%s\" (%s) is taken", name, role));
    }
  }

  private void checkUsed(GraphProto graph) {
    Set<String> used = new HashSet<>();
    outputs.forEach(output -> used.add(output.getName()));
    nodes.forEach(node -> addReads(node, used));
    for (ValueInfoProto input : graph.getInputList()) {
      if (!used.contains(input.getName())) {
        throw fault(String.format(Locale.ROOT, "nothing uses the input \"%s\"", input.getName()));
      }
    }
    for (String initializer : initializers.keySet()) {
      if (!used.contains(initializer)) {
        throw fault(String.format(Locale.ROOT, "nothing uses the initializer \"%s\"", initializer));
      }
    }
    for (NodeProto node : nodes) {
      if (node.getOutputList().stream().noneMatch(used::contains)) {
        throw fault("nothing uses the output of " + OnnxGraphChecker.describe(node));
      }
    }
  }

  private static void addReads(NodeProto node, Set<String> names) {
    names.addAll(node.getInputList());
    for (AttributeProto attribute : node.getAttributeList()) {
      attribute.getG().getNodeList().forEach(inner -> addReads(inner, names));
      attribute.getG().getOutputList().forEach(output -> names.add(output.getName()));
    }
  }

  private ConverterException fault(String message) {
    return new ConverterException(
        ConverterException.Kind.INPUT,
        String.format(Locale.ROOT, "graph \"%s\": %s", graphName, message));
  }

  private static ValueInfoProto valueInfo(String name, DataType type, List<OnnxAxis> shape) {
    TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder();
    shape.forEach(axis -> dimensions.addDim(axis.toProto()));
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(type.getNumber())
                        .setShape(dimensions)))
        .build();
  }
}
