package io.heed.converter.graph;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.heed.converter.error.ConverterException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An ONNX model to be rewritten: its graph, operator sets and all else of the message, which stays
 * as it is. Confined to one thread.
 */
public final class OnnxModel {
  /** Domain of ONNX Runtime's own operators. */
  public static final String MICROSOFT = "com.microsoft";

  private final ModelProto original;
  private final Graph graph;
  private final Map<String, Long> opsets = new HashMap<>();

  private OnnxModel(ModelProto original, List<Initializer> initializers) {
    this.original = original;
    this.graph = new Graph(original.getGraph(), initializers);
    for (OperatorSetIdProto opset : original.getOpsetImportList()) {
      opsets.put(domain(opset.getDomain()), opset.getVersion());
    }
  }

  /** A model whose constants are all in the message. */
  public static OnnxModel of(ModelProto model) {
    return of(model, new ExternalData(null));
  }

  static OnnxModel of(ModelProto model, ExternalData external) {
    if (!model.hasGraph()) {
      throw new ConverterException(ConverterException.Kind.INPUT, "the model has no graph");
    }
    return new OnnxModel(
        model, model.getGraph().getInitializerList().stream().map(external::resolve).toList());
  }

  /**
   * A model from its bytes.
   *
   * @throws ConverterException (INPUT) if they are no ONNX model
   */
  public static OnnxModel of(byte[] bytes) {
    try {
      return of(ModelProto.parseFrom(bytes));
    } catch (InvalidProtocolBufferException e) {
      throw new ConverterException(
          ConverterException.Kind.INPUT, "not an ONNX model: " + e.getMessage(), e);
    }
  }

  /**
   * Reads a model. Constants of other files are mapped, not loaded; those files must lie beside it.
   *
   * @throws ConverterException (INPUT) if the file is no ONNX model, or refers to bytes that are
   *     not there; (IO) if it cannot be read
   */
  public static OnnxModel read(Path file) {
    return ModelFiles.read(file);
  }

  /**
   * Writes the model at once or not at all. Above 1.8 GB the constants go to a file of their own,
   * named like the model with {@code _data} appended.
   */
  public void write(Path file) {
    ModelFiles.write(Map.of(file, this), ModelFiles.LARGEST_MESSAGE);
  }

  /** Writes the model with its constants of 16 KiB and more in a file of their own beside it. */
  public void writeWithExternalData(Path file) {
    ModelFiles.write(Map.of(file, this), 0);
  }

  /**
   * Writes forms of the same model, all of them or none. Above 4 MB their constants stand once in a
   * file of their own, named like the first file with {@code _data} appended.
   *
   * @param forms by file, all in one folder, in the order in which they are to appear
   */
  public static void writeForms(Map<Path, OnnxModel> forms) {
    ModelFiles.write(forms, 4_000_000);
  }

  /** A model that can be rewritten on its own; constants are shared, not copied. */
  public OnnxModel copy() {
    return new OnnxModel(toProto(List.of()), graph.initializers());
  }

  /** The graph. */
  public Graph graph() {
    return graph;
  }

  /** Version of an operator set that the model uses; 0 if it does not. The standard one is "". */
  public long opset(String domain) {
    return opsets.getOrDefault(domain(domain), 0L);
  }

  /** Says that nodes are of an operator set. */
  public void useOpset(String domain, long version) {
    opsets.put(domain(domain), version);
  }

  /** All bytes of the constants. */
  public long constantBytes() {
    return graph.initializers().stream().mapToLong(Initializer::sizeBytes).sum();
  }

  /** The message, with all constants inside. */
  public ModelProto toProto() {
    return toProto(graph.initializers().stream().map(ExternalData::inline).toList());
  }

  /** A model of the same operator sets with another graph. */
  public ModelProto around(GraphProto other) {
    return withOpsets(original.toBuilder().setGraph(other));
  }

  ModelProto toProto(List<ai.onnx.proto.OnnxMl.TensorProto> initializers) {
    List<Node> nodes = graph.sorted();
    GraphProto.Builder built =
        graph.original().toBuilder()
            .clearNode()
            .clearInitializer()
            .clearInput()
            .clearOutput()
            .clearValueInfo()
            .addAllInput(graph.allInputs())
            .addAllOutput(graph.outputs())
            .addAllInitializer(initializers)
            .addAllValueInfo(graph.describedValues());
    nodes.forEach(node -> built.addNode(node.toProto()));
    return withOpsets(original.toBuilder().setGraph(built));
  }

  private ModelProto withOpsets(ModelProto.Builder model) {
    Set<String> left = new HashSet<>(opsets.keySet());
    for (OperatorSetIdProto.Builder opset : model.getOpsetImportBuilderList()) {
      opset.setVersion(opsets.getOrDefault(domain(opset.getDomain()), opset.getVersion()));
      left.remove(domain(opset.getDomain()));
    }
    left.stream()
        .sorted()
        .forEach(
            domain ->
                model.addOpsetImport(
                    OperatorSetIdProto.newBuilder()
                        .setDomain(domain)
                        .setVersion(opsets.getOrDefault(domain, 1L))));
    return model.build();
  }

  private static String domain(String name) {
    return name.equals("ai.onnx") ? "" : name;
  }
}
