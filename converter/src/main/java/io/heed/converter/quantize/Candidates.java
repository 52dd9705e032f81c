package io.heed.converter.quantize;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.heed.converter.graph.Graph;
import io.heed.converter.graph.Initializer;
import io.heed.converter.graph.Node;
import io.heed.converter.graph.OnnxModel;
import io.heed.converter.quantize.QuantizationReport.Left;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the layers and tables of a graph that can be quantised. Confined to one thread. */
final class Candidates {
  /** Below this many elements the scales and nodes take more than the integers save. */
  private static final int FEWEST_ELEMENTS = 256;

  /**
   * A table this many times smaller than the largest saves no space that counts, but costs time.
   */
  private static final int SMALL_TABLE = 16;

  /** A product of fewer terms takes longer to quantise than to compute. */
  private static final int FEWEST_TERMS = 8;

  private static final Set<String> QUANTIZED =
      Set.of(
          "QuantizeLinear",
          "DequantizeLinear",
          "DynamicQuantizeLinear",
          "MatMulInteger",
          "QLinearMatMul",
          "DynamicQuantizeMatMul",
          "MatMulIntegerToFloat",
          "QGemm",
          "QAttention",
          "MatMulNBits");

  /** Operators with weights that are not looked into. */
  private static final Set<String> NOT_COVERED =
      Set.of(
          "Attention",
          "EmbedLayerNormalization",
          "FusedMatMul",
          "FusedGemm",
          "GemmFastGelu",
          "LSTM",
          "GRU",
          "RNN",
          "Conv",
          "If",
          "Loop",
          "Scan");

  private static final Set<String> ATTENTION_ATTRIBUTES =
      Set.of("num_heads", "unidirectional", "mask_filter_value");

  private final Graph graph;
  private final QuantizeOptions options;
  private final List<Layer> layers = new ArrayList<>();
  private final List<AttentionLayer> attentions = new ArrayList<>();
  private final List<Table> tables = new ArrayList<>();
  private final List<Left> left = new ArrayList<>();

  /** A {@code Gather} of rows of a constant table [rows, width]. */
  record Table(Node node, String name, Initializer weight) {}

  private Candidates(Graph graph, QuantizeOptions options) {
    this.graph = graph;
    this.options = options;
  }

  static Candidates of(Graph graph, QuantizeOptions options) {
    Candidates candidates = new Candidates(graph, options);
    graph.nodes().forEach(candidates::add);
    candidates.leaveSmallTables();
    return candidates;
  }

  List<Layer> layers() {
    return layers;
  }

  /** Only for a form that has an operator for them. */
  List<AttentionLayer> attentions() {
    return attentions;
  }

  List<Table> tables() {
    return tables;
  }

  List<Left> left() {
    return left;
  }

  static String name(Node node) {
    return node.name().isEmpty() && !node.outputs().isEmpty() ? node.output() : node.name();
  }

  private void add(Node node) {
    if (node.is("MatMul") || node.is("Gemm")) {
      addLayer(node);
    } else if (node.is("Gather")) {
      addTable(node);
    } else if (options.form() == QuantizedForm.QATTENTION && isAttention(node)) {
      addAttention(node);
    } else if (QUANTIZED.contains(node.type())) {
      leave(node, "is quantised already");
    } else if (NOT_COVERED.contains(node.type())) {
      leave(node, node.hasSubgraph() ? "holds graphs of its own" : "operator is not covered");
    }
  }

  private void leaveSmallTables() {
    long largest = tables.stream().mapToLong(table -> table.weight().size()).max().orElse(0);
    for (Table table : List.copyOf(tables)) {
      if (table.weight().size() < largest / SMALL_TABLE) {
        tables.remove(table);
        leave(table.node(), "is small beside the largest table");
      }
    }
  }

  private void addLayer(Node node) {
    Optional<Constants.Matrix> weight = Constants.matrix(graph, node.input(1));
    if (weight.isEmpty()) {
      leave(
          node,
          Constants.of(graph, node.input(0)).isPresent()
              ? "the constant is its left factor"
              : "has no constant factor");
      return;
    }
    Initializer tensor = weight.get().tensor();
    boolean turned = weight.get().turned() ^ (node.is("Gemm") && node.intOr("transB", 0) == 1);
    Optional<String> reason =
        options
            .exclusions()
            .reason(node, name(node), tensor.name())
            .or(() -> unfit(node, tensor, turned));
    if (reason.isPresent()) {
      leave(node, reason.get());
      return;
    }
    layers.add(node.is("Gemm") ? gemm(node, tensor, turned) : matMul(node, tensor, turned));
  }

  private Optional<String> unfit(Node node, Initializer weight, boolean turned) {
    Optional<String> reason = unfitMatrix(weight);
    if (reason.isPresent()) {
      return reason;
    }
    if (weight.dims().get(turned ? 1 : 0) < FEWEST_TERMS) {
      return Optional.of("sums fewer than " + FEWEST_TERMS + " products");
    }
    if (node.intOr("transA", 0) == 1) {
      return Optional.of("its left factor is transposed");
    }
    if (node.is("Gemm") && !node.input(2).isEmpty()) {
      long out = weight.dims().get(turned ? 0 : 1);
      Optional<Initializer> bias = Constants.of(graph, node.input(2));
      if (bias.isEmpty() || !isRow(bias.get(), out)) {
        return Optional.of("its bias is no constant vector");
      }
    }
    return Optional.empty();
  }

  private static Optional<String> unfitMatrix(Initializer weight) {
    if (weight.type() != DataType.FLOAT) {
      return Optional.of("its constant is of " + weight.type());
    }
    if (weight.dims().size() != 2) {
      return Optional.of("its constant has " + weight.dims().size() + " axes");
    }
    if (weight.size() < FEWEST_ELEMENTS) {
      return Optional.of("its constant has fewer than " + FEWEST_ELEMENTS + " elements");
    }
    if (weight.size() > Integer.MAX_VALUE - 8) {
      return Optional.of("its constant has more elements than an array");
    }
    for (float value : weight.floats()) {
      if (!Float.isFinite(value)) {
        return Optional.of("its constant holds NaN or infinity");
      }
    }
    return Optional.empty();
  }

  /** Whether a tensor is [length] or [1, length]. */
  private static boolean isRow(Initializer tensor, long length) {
    List<Long> dims = tensor.dims();
    return tensor.type() == DataType.FLOAT
        && !dims.isEmpty()
        && tensor.size() == length
        && dims.get(dims.size() - 1) == length;
  }

  private Layer gemm(Node node, Initializer weight, boolean turned) {
    Initializer bias =
        node.input(2).isEmpty() ? null : Constants.of(graph, node.input(2)).orElse(null);
    return new Layer(node, name(node), weight, turned, null, bias);
  }

  private Layer matMul(Node node, Initializer weight, boolean turned) {
    long out = weight.dims().get(turned ? 0 : 1);
    Node reader = graph.onlyReader(node.output());
    if (reader != null && reader.is("Add")) {
      Initializer bias = vector(reader.input(0).equals(node.output()) ? 1 : 0, reader, out);
      if (bias != null && !graph.isOutput(node.output())) {
        return new Layer(node, name(node), weight, turned, reader, bias);
      }
    }
    return new Layer(node, name(node), weight, turned, null, null);
  }

  private static boolean isAttention(Node node) {
    return node.type().equals("Attention") && node.domain().equals(OnnxModel.MICROSOFT);
  }

  private void addAttention(Node node) {
    Initializer weight = Constants.of(graph, node.input(1)).orElse(null);
    Initializer bias = Constants.of(graph, node.input(2)).orElse(null);
    if (weight == null) {
      leave(node, "has no constant factor");
      return;
    }
    Optional<String> reason =
        options
            .exclusions()
            .reason(node, name(node), weight.name())
            .or(() -> unfitMatrix(weight))
            .or(() -> unfitAttention(node, weight, bias));
    if (reason.isPresent()) {
      leave(node, reason.get());
    } else {
      attentions.add(new AttentionLayer(node, name(node), weight, bias));
    }
  }

  /** QAttention has neither what is passed on from run to run nor a bias of the scores. */
  private static Optional<String> unfitAttention(
      Node node, Initializer weight, @Nullable Initializer bias) {
    if (weight.dims().get(1) % 3 != 0) {
      return Optional.of("its constant has " + weight.dims().get(1) + " columns");
    }
    if (!node.input(2).isEmpty() && (bias == null || !isRow(bias, weight.dims().get(1)))) {
      return Optional.of("its bias is no constant vector");
    }
    if (node.inputs().size() > 4 || node.outputs().size() > 1) {
      return Optional.of("it has inputs or outputs that QAttention lacks");
    }
    for (AttributeProto attribute : node.attributes()) {
      if (!ATTENTION_ATTRIBUTES.contains(attribute.getName())) {
        return Optional.of("its " + attribute.getName() + " is not covered");
      }
    }
    return Optional.empty();
  }

  private @Nullable Initializer vector(int input, Node add, long length) {
    return Constants.of(graph, add.input(input))
        .filter(bias -> bias.type() == DataType.FLOAT && bias.dims().equals(List.of(length)))
        .orElse(null);
  }

  private void addTable(Node node) {
    Initializer weight = Constants.of(graph, node.input(0)).orElse(null);
    if (weight == null || weight.type() != DataType.FLOAT) {
      return; // numbers picked from a shape
    }
    Optional<String> reason =
        options
            .exclusions()
            .reason(node, name(node), weight.name())
            .or(() -> options.embeddings() ? Optional.empty() : Optional.of("tables stay floats"))
            .or(() -> unfitMatrix(weight))
            .or(() -> node.intOr("axis", 0) == 0 ? Optional.empty() : Optional.of("picks columns"));
    if (reason.isPresent()) {
      leave(node, reason.get());
    } else {
      tables.add(new Table(node, name(node), weight));
    }
  }

  private void leave(Node node, String reason) {
    left.add(new Left(name(node), node.type(), reason));
  }
}
