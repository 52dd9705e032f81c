package io.heed.converter.optimize;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.heed.converter.error.ConverterException;
import io.heed.converter.graph.Graph;
import io.heed.converter.graph.Initializer;
import io.heed.converter.graph.Node;
import io.heed.converter.graph.OnnxModel;
import io.heed.converter.graph.ShapeInference;
import io.heed.converter.ort.OrtGraph;
import io.heed.converter.ort.OrtGraphOptions;
import io.heed.converter.ort.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The part of a graph that makes one value from inputs of the graph, to be run on inputs of choice:
 * what masks and positions are is told by what they give, however an exporter wrote them. Owns a
 * session.
 */
final class InputProbe implements AutoCloseable {
  /** Nodes beyond which a value is taken for a part of the encoder itself. */
  private static final int MOST_NODES = 200;

  private static final long MOST_CONSTANT_ELEMENTS = 1_000_000;

  private final String value;
  private final List<ValueInfoProto> inputs;
  private final int size;
  private final OrtGraph graph;

  private InputProbe(String value, List<ValueInfoProto> inputs, int size, OrtGraph graph) {
    this.value = value;
    this.inputs = inputs;
    this.size = size;
    this.graph = graph;
  }

  /**
   * The part that makes a value from whole numbers [batch, sequence]; null if the value does not
   * depend on inputs, on others, or on too many nodes.
   */
  static @Nullable InputProbe of(OnnxModel model, ShapeInference shapes, String value) {
    Graph graph = model.graph();
    Set<Node> nodes = new LinkedHashSet<>();
    Set<String> read = new LinkedHashSet<>();
    List<String> open = new ArrayList<>(List.of(value));
    while (!open.isEmpty()) {
      String next = open.remove(open.size() - 1);
      Node node = read.add(next) ? graph.producer(next) : null;
      if (node != null && nodes.add(node)) {
        if (nodes.size() > MOST_NODES || node.hasSubgraph() || !node.domain().isEmpty()) {
          return null;
        }
        node.inputs().stream().filter(input -> !input.isEmpty()).forEach(open::add);
      }
    }
    List<ValueInfoProto> inputs =
        graph.inputs().stream().filter(input -> read.contains(input.getName())).toList();
    if (inputs.isEmpty() || nodes.isEmpty() || !inputs.stream().allMatch(InputProbe::isWhole)) {
      return null;
    }
    GraphProto.Builder part = GraphProto.newBuilder().setName("part").addAllInput(inputs);
    long elements = 0;
    for (String name : read) {
      Initializer constant = graph.constant(name);
      elements += constant == null ? 0 : constant.size();
      if (elements > MOST_CONSTANT_ELEMENTS) {
        return null;
      }
      if (constant != null) {
        part.addInitializer(constant.toProto());
      }
    }
    Set<Node> needed = new HashSet<>(nodes);
    graph.sorted().stream().filter(needed::contains).forEach(node -> part.addNode(node.toProto()));
    part.addOutput(
        ValueInfoProto.newBuilder()
            .setName(value)
            .setType(
                TypeProto.newBuilder()
                    .setTensorType(
                        TypeProto.Tensor.newBuilder()
                            .setElemType(shapes.of(value).type().getNumber()))));
    return open(value, inputs, nodes.size(), model.around(part.build()).toByteArray());
  }

  private static @Nullable InputProbe open(
      String value, List<ValueInfoProto> inputs, int size, byte[] part) {
    try {
      OrtGraphOptions asIs =
          OrtGraphOptions.DEFAULT.optimization(OrtGraphOptions.Optimization.NONE);
      return new InputProbe(value, inputs, size, OrtGraph.open(part, value, asIs));
    } catch (ConverterException e) {
      return null; // what cannot be run is not known
    }
  }

  private static boolean isWhole(ValueInfoProto input) {
    var type = input.getType().getTensorType();
    boolean numbers =
        switch (type.getElemType()) {
          case ai.onnx.proto.OnnxMl.TensorProto.DataType.INT64_VALUE,
              ai.onnx.proto.OnnxMl.TensorProto.DataType.INT32_VALUE,
              ai.onnx.proto.OnnxMl.TensorProto.DataType.BOOL_VALUE ->
              true;
          default -> false;
        };
    return numbers && type.getShape().getDimCount() == 2;
  }

  /** Names of the inputs that the part reads, if only their shapes. */
  List<String> inputs() {
    return inputs.stream().map(ValueInfoProto::getName).toList();
  }

  /** How many nodes the part has. */
  int size() {
    return size;
  }

  /**
   * The value for inputs [rows, columns] of zeros and ones drawn at random, but for one of them.
   *
   * @param given the name of that input, or empty
   * @param bits its elements
   * @return empty if a run of that shape fails
   */
  Optional<Tensor> run(int rows, int columns, String given, boolean[] bits, Random random) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (ValueInfoProto input : inputs) {
      boolean[] elements = bits;
      if (!input.getName().equals(given)) {
        elements = new boolean[rows * columns];
        for (int i = 0; i < elements.length; i++) {
          elements[i] = random.nextBoolean();
        }
      }
      tensors.put(input.getName(), tensor(input, elements, rows, columns));
    }
    try {
      return Optional.of(Objects.requireNonNull(graph.run(tensors).get(value)));
    } catch (ConverterException e) {
      return Optional.empty(); // a fixed shape, or an index beyond a table
    }
  }

  private static Tensor tensor(ValueInfoProto input, boolean[] bits, int rows, int columns) {
    int type = input.getType().getTensorType().getElemType();
    if (type == ai.onnx.proto.OnnxMl.TensorProto.DataType.BOOL_VALUE) {
      return Tensor.booleans(bits, rows, columns);
    }
    long[] longs = new long[bits.length];
    int[] ints = new int[bits.length];
    for (int i = 0; i < bits.length; i++) {
      longs[i] = bits[i] ? 1 : 0;
      ints[i] = bits[i] ? 1 : 0;
    }
    return type == ai.onnx.proto.OnnxMl.TensorProto.DataType.INT64_VALUE
        ? Tensor.longs(longs, rows, columns)
        : Tensor.ints(ints, rows, columns);
  }

  @Override
  public void close() {
    graph.close();
  }
}
