package io.heed.converter.export;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.heed.converter.error.ConverterException;
import io.heed.converter.onnx.OnnxAxis;
import io.heed.converter.onnx.OnnxGraphBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Exports the inference part of a SameDiff graph as an ONNX model of standard operators.
 *
 * <p>The model takes any batch size and sequence length that the graph does; layer normalisation
 * becomes {@code LayerNormalization} and the exact GELU, from operator set 20, {@code Gelu}. The
 * same graph and options give the same bytes. An exporter is confined to one thread and can be used
 * again; the SameDiff graph is only read and must not change meanwhile.
 *
 * <pre>{@code
 * ModelProto model =
 *     OnnxExporter.create()
 *         .opset(17)
 *         .export(
 *             graph,
 *             List.of(
 *                 ExportInput.int64("input_ids", "batch", "sequence"),
 *                 ExportInput.int64("attention_mask", "batch", "sequence")),
 *             List.of("logits"));
 * }</pre>
 */
public final class OnnxExporter {
  /** The first operator set with {@code LayerNormalization}. */
  public static final int DEFAULT_OPSET = 17;

  private static final int MAX_OPSET = 22;

  private final Map<String, String> metadata = new LinkedHashMap<>();
  private int opset = DEFAULT_OPSET;
  private int fixedSequenceLength;
  private String description = "";
  private String producerVersion = "";

  private OnnxExporter() {}

  /** An exporter with operator set {@value #DEFAULT_OPSET} and dynamic axes. */
  public static OnnxExporter create() {
    return new OnnxExporter();
  }

  /** The version of the standard operator set, 17 to 22. */
  public OnnxExporter opset(int version) {
    if (version < DEFAULT_OPSET || version > MAX_OPSET) {
      throw new ConverterException(
          ConverterException.Kind.USAGE,
          String.format(
              Locale.ROOT, "opset is %d; expected %d to %d", version, DEFAULT_OPSET, MAX_OPSET));
    }
    opset = version;
    return this;
  }

  /**
   * Pads every input's axis "sequence" to this length inside the graph, each with its own pad
   * value; longer inputs are cut. For networks whose result depends on the padded length, such as
   * an average over all positions. Inputs of the model stay dynamic.
   */
  public OnnxExporter fixedSequenceLength(int length) {
    if (length < 1) {
      throw new ConverterException(
          ConverterException.Kind.USAGE,
          "fixed sequence length is " + length + "; expected at least 1");
    }
    fixedSequenceLength = length;
    return this;
  }

  /** One entry of the model's metadata. */
  public OnnxExporter metadata(String key, String value) {
    metadata.put(key, value);
    return this;
  }

  /** The doc string of the model. */
  public OnnxExporter description(String text) {
    description = text;
    return this;
  }

  /** The version of this program, written beside its name. */
  public OnnxExporter producerVersion(String version) {
    producerVersion = version;
    return this;
  }

  /**
   * The model that computes the outputs.
   *
   * @param inputs every placeholder that the outputs need, in the order of the model's inputs
   * @param outputs names of SameDiff variables
   * @throws ConverterException UNSUPPORTED with the operator and the variable that have no export;
   *     USAGE when a name or the axes of an input are wrong; INPUT when an input is unused
   */
  public ModelProto export(SameDiff graph, List<ExportInput> inputs, List<String> outputs) {
    OnnxGraphBuilder builder =
        OnnxGraphBuilder.create("main")
            .opset("", opset)
            .producer("heed-converter", producerVersion)
            .description(description);
    metadata.forEach(builder::metadata);
    NodeEmitter emitter = new NodeEmitter(builder, opset, Set.copyOf(outputs));
    ShapeEmitter shapes = new ShapeEmitter(emitter);
    GraphWalk walk = new GraphWalk(graph, emitter, shapes);
    GraphInputs graphInputs = new GraphInputs(graph, builder, emitter, shapes, fixedSequenceLength);
    // Declared first: no value computed on the way may take the name of an input.
    List<Tensor> tensors = inputs.stream().map(graphInputs::declare).toList();
    for (int i = 0; i < tensors.size(); i++) {
      walk.bind(inputs.get(i).name(), graphInputs.prepare(inputs.get(i), tensors.get(i)));
    }
    for (String output : outputs) {
      addOutput(builder, emitter, output, tensor(walk, output));
    }
    return builder.prune().build();
  }

  private static Tensor tensor(GraphWalk walk, String output) {
    Value value = walk.value(output);
    if (value instanceof Integers integers) {
      return walk.shapes().materialize(integers);
    }
    Tensor tensor = (Tensor) value;
    return tensor.isMerged()
        ? walk.shapes().write(output, tensor, tensor.logicalShape(), 1)
        : tensor;
  }

  private static void addOutput(
      OnnxGraphBuilder builder, NodeEmitter emitter, String output, Tensor tensor) {
    // The variable may be another under SameDiff's name, such as a reshape that changes nothing.
    Tensor named =
        tensor.name().equals(output) ? tensor : emitter.unary("Identity", output, tensor);
    if (!named.name().equals(output)) {
      throw new ConverterException(
          ConverterException.Kind.USAGE, "the output \"" + output + "\" has the name of an input");
    }
    DataType type = named.type();
    builder.output(output, type, named.shape().stream().map(OnnxExporter::axis).toList());
  }

  private static OnnxAxis axis(Dimension length) {
    if (length.isConstant()) {
      return length.factor() > 0 ? OnnxAxis.length(length.factor()) : OnnxAxis.unknown();
    }
    boolean named =
        length.factor() == 1
            && length.symbols().size() == 1
            && !length.symbols().get(0).startsWith("?");
    return named ? OnnxAxis.symbol(length.symbols().get(0)) : OnnxAxis.unknown();
  }
}
