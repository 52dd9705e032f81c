package io.heed.engine.runtime;

import io.heed.engine.error.EngineException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What an ONNX file says of itself and ONNX Runtime does not pass on. Immutable. Read from the
 * file's protobuf: field numbers are those of {@code onnx.proto}.
 *
 * @param opsets the version of each operator set; the standard one is named {@code ai.onnx}
 * @param parameterCount the elements of all initializers, in the file or beside it, but for those
 *     of type INT64, which hold shapes and indices
 * @param operators the operators of the main graph and of the model's functions
 */
public record OnnxSummary(
    SortedMap<String, Long> opsets, long parameterCount, Set<String> operators) {
  private static final String STANDARD_DOMAIN = "ai.onnx";
  private static final int INT64 = 7;

  /** Copies. */
  public OnnxSummary {
    opsets = Collections.unmodifiableSortedMap(new TreeMap<>(opsets));
    operators = Collections.unmodifiableSet(new TreeSet<>(operators));
  }

  /**
   * Reads a model, from the buffer's position to its limit.
   *
   * @throws IllegalArgumentException if the bytes are no protobuf message
   */
  public static OnnxSummary read(ByteBuffer model) {
    SortedMap<String, Long> opsets = new TreeMap<>();
    Set<String> operators = new TreeSet<>();
    long parameters = 0;
    ProtobufReader reader = new ProtobufReader(model);
    for (int field = reader.nextField(); field != 0; field = reader.nextField()) {
      switch (field) {
        case 7 -> parameters += readGraph(reader.message(), operators);
        case 8 -> readOpset(reader.message(), opsets);
        case 25 -> readNodes(reader.message(), 7, operators);
        default -> reader.skip();
      }
    }
    return new OnnxSummary(opsets, parameters, operators);
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

  /**
   * Whether activations are quantised at run time, with a scale taken over the whole batch, so that
   * the answer for a text depends a little on its batch-mates.
   */
  public boolean quantisesDynamically() {
    return operators.contains("DynamicQuantizeLinear")
        || operators.contains("DynamicQuantizeMatMul");
  }

  private static long readGraph(ProtobufReader graph, Set<String> operators) {
    long parameters = 0;
    for (int field = graph.nextField(); field != 0; field = graph.nextField()) {
      switch (field) {
        case 1 -> operators.add(readOperator(graph.message()));
        case 5 -> parameters += readInitializer(graph.message());
        default -> graph.skip();
      }
    }
    return parameters;
  }

  private static void readNodes(ProtobufReader message, int nodeField, Set<String> operators) {
    for (int field = message.nextField(); field != 0; field = message.nextField()) {
      if (field == nodeField) {
        operators.add(readOperator(message.message()));
      } else {
        message.skip();
      }
    }
  }

  private static String readOperator(ProtobufReader node) {
    String operator = "";
    for (int field = node.nextField(); field != 0; field = node.nextField()) {
      if (field == 4) {
        operator = node.string();
      } else {
        node.skip();
      }
    }
    return operator;
  }

  private static long readInitializer(ProtobufReader tensor) {
    long elements = 1;
    long type = 0;
    for (int field = tensor.nextField(); field != 0; field = tensor.nextField()) {
      if (field == 1 && tensor.hasBytes()) {
        for (ProtobufReader dims = tensor.message(); dims.hasRemaining(); ) {
          elements = Math.multiplyExact(elements, dims.varint());
        }
      } else if (field == 1) {
        elements = Math.multiplyExact(elements, tensor.integer());
      } else if (field == 2) {
        type = tensor.integer();
      } else {
        tensor.skip();
      }
    }
    return type == INT64 ? 0 : elements;
  }

  private static void readOpset(ProtobufReader opset, SortedMap<String, Long> opsets) {
    String domain = "";
    long version = 0;
    for (int field = opset.nextField(); field != 0; field = opset.nextField()) {
      switch (field) {
        case 1 -> domain = opset.string();
        case 2 -> version = opset.integer();
        default -> opset.skip();
      }
    }
    opsets.put(domain.isEmpty() ? STANDARD_DOMAIN : domain, version);
  }
}
