package io.heed.engine.runtime;

import io.heed.engine.error.EngineException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What an ONNX file says of itself and ONNX Runtime does not pass on. Immutable.
 *
 * @param opsets the version of each operator set; the standard one is named {@code ai.onnx}
 * @param parameterCount the elements of all initializers, in the file or beside it, but for those
 *     of type INT64, which hold shapes and indices
 * @param nodes the nodes of the main graph and of the model's functions
 * @param inputs the inputs of the main graph that a run must be fed with
 * @param outputs the outputs of the main graph, with the shapes that the file itself tells
 * @param halfPrecision whether an initializer is of type FLOAT16
 * @param externalFiles the files beside it that hold weights, as the file names them
 */
public record OnnxSummary(
    SortedMap<String, Long> opsets,
    long parameterCount,
    List<OnnxNode> nodes,
    List<TensorDescription> inputs,
    List<TensorDescription> outputs,
    boolean halfPrecision,
    SortedSet<String> externalFiles) {
  /** Copies. */
  public OnnxSummary {
    opsets = Collections.unmodifiableSortedMap(new TreeMap<>(opsets));
    nodes = List.copyOf(nodes);
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    externalFiles = Collections.unmodifiableSortedSet(new TreeSet<>(externalFiles));
  }

  /**
   * Reads a model, from the buffer's position to its limit.
   *
   * @throws IllegalArgumentException if the bytes are no protobuf message
   */
  public static OnnxSummary read(ByteBuffer model) {
    return new OnnxFileReader().read(model);
  }

  /**
   * Reads a model file, without the files beside it.
   *
   * @throws EngineException of kind MODEL if it cannot be read
   */
  public static OnnxSummary read(Path file) {
    try (FileChannel channel = FileChannel.open(file)) {
      return read(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
    } catch (IOException | IllegalArgumentException | ArithmeticException e) {
      throw new EngineException(EngineException.Kind.MODEL, file + ": cannot be read: " + e, e);
    }
  }

  /** The types of the nodes. */
  public Set<String> operators() {
    return nodes.stream().map(OnnxNode::operator).collect(Collectors.toCollection(TreeSet::new));
  }

  /** Whether a node is of one of these types. */
  public boolean hasAny(Set<String> operators) {
    return nodes.stream().anyMatch(node -> operators.contains(node.operator()));
  }

  /** Whether it has an input of this name. */
  public boolean hasInput(String name) {
    return inputs.stream().anyMatch(input -> input.name().equals(name));
  }

  /**
   * Whether activations are quantised at run time, with a scale taken over the whole batch, so that
   * the answer for a text depends a little on its batch-mates.
   */
  public boolean quantisesDynamically() {
    return hasAny(Set.of("DynamicQuantizeLinear", "DynamicQuantizeMatMul"));
  }
}
