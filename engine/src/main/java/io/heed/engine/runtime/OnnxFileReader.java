package io.heed.engine.runtime;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Gathers a summary from the protobuf of an ONNX file; field numbers are those of {@code
 * onnx.proto}. For one file and one thread.
 */
final class OnnxFileReader {
  private static final int FLOAT16 = 10;
  private static final int INT64 = 7;

  private final SortedMap<String, Long> opsets = new TreeMap<>();
  private final List<OnnxNode> nodes = new ArrayList<>();
  private final List<TensorDescription> inputs = new ArrayList<>();
  private final List<TensorDescription> outputs = new ArrayList<>();
  private final Set<String> initializers = new HashSet<>();
  private final SortedSet<String> externalFiles = new TreeSet<>();
  private boolean halfPrecision;
  private long parameters;

  OnnxSummary read(ByteBuffer model) {
    ProtobufReader reader = new ProtobufReader(model);
    for (int field = reader.nextField(); field != 0; field = reader.nextField()) {
      switch (field) {
        case 7 -> readGraph(reader.message());
        case 8 -> readOpset(reader.message());
        case 25 -> readFunction(reader.message());
        default -> reader.skip();
      }
    }
    inputs.removeIf(input -> initializers.contains(input.name()));
    return new OnnxSummary(
        opsets, parameters, nodes, inputs, outputs, halfPrecision, externalFiles);
  }

  private void readGraph(ProtobufReader graph) {
    for (int field = graph.nextField(); field != 0; field = graph.nextField()) {
      switch (field) {
        case 1 -> nodes.add(readNode(graph.message()));
        case 5 -> readInitializer(graph.message());
        case 11 -> inputs.add(readValue(graph.message()));
        case 12 -> outputs.add(readValue(graph.message()));
        default -> graph.skip();
      }
    }
  }

  private void readFunction(ProtobufReader function) {
    for (int field = function.nextField(); field != 0; field = function.nextField()) {
      if (field == 7) {
        nodes.add(readNode(function.message()));
      } else {
        function.skip();
      }
    }
  }

  private static OnnxNode readNode(ProtobufReader node) {
    String name = "";
    String operator = "";
    String domain = "";
    for (int field = node.nextField(); field != 0; field = node.nextField()) {
      switch (field) {
        case 3 -> name = node.string();
        case 4 -> operator = node.string();
        case 7 -> domain = node.string();
        default -> node.skip();
      }
    }
    return new OnnxNode(name, domain.isEmpty() ? OnnxNode.STANDARD_DOMAIN : domain, operator);
  }

  private void readInitializer(ProtobufReader tensor) {
    long elements = 1;
    long type = 0;
    for (int field = tensor.nextField(); field != 0; field = tensor.nextField()) {
      if (field == 1 && tensor.hasBytes()) {
        for (ProtobufReader dims = tensor.message(); dims.hasRemaining(); ) {
          elements = Math.multiplyExact(elements, dims.varint());
        }
      } else {
        switch (field) {
          case 1 -> elements = Math.multiplyExact(elements, tensor.integer());
          case 2 -> type = tensor.integer();
          case 8 -> initializers.add(tensor.string());
          case 13 -> readExternal(tensor.message());
          default -> tensor.skip();
        }
      }
    }
    halfPrecision |= type == FLOAT16;
    parameters += type == INT64 ? 0 : elements;
  }

  /** An entry of what tells where the values lie: {@code location}, {@code offset}… */
  private void readExternal(ProtobufReader entry) {
    String key = "";
    String value = "";
    for (int field = entry.nextField(); field != 0; field = entry.nextField()) {
      switch (field) {
        case 1 -> key = entry.string();
        case 2 -> value = entry.string();
        default -> entry.skip();
      }
    }
    if (key.equals("location")) {
      externalFiles.add(value);
    }
  }

  private static TensorDescription readValue(ProtobufReader value) {
    String name = "";
    TensorDescription described = new TensorDescription("", "?", List.of(), false);
    for (int field = value.nextField(); field != 0; field = value.nextField()) {
      switch (field) {
        case 1 -> name = value.string();
        case 2 -> described = readType(value.message());
        default -> value.skip();
      }
    }
    return new TensorDescription(name, described.type(), described.shape(), described.ranked());
  }

  private static TensorDescription readType(ProtobufReader type) {
    TensorDescription described = new TensorDescription("", "?", List.of(), false);
    for (int field = type.nextField(); field != 0; field = type.nextField()) {
      if (field == 1) {
        described = readTensorType(type.message());
      } else {
        type.skip();
      }
    }
    return described;
  }

  private static TensorDescription readTensorType(ProtobufReader tensor) {
    String type = "?";
    List<String> shape = new ArrayList<>();
    boolean ranked = false;
    for (int field = tensor.nextField(); field != 0; field = tensor.nextField()) {
      switch (field) {
        case 1 -> type = typeName(tensor.integer());
        case 2 -> {
          ranked = true;
          readShape(tensor.message(), shape);
        }
        default -> tensor.skip();
      }
    }
    return new TensorDescription("", type, shape, ranked);
  }

  private static void readShape(ProtobufReader shape, List<String> dims) {
    for (int field = shape.nextField(); field != 0; field = shape.nextField()) {
      if (field == 1) {
        dims.add(readDim(shape.message()));
      } else {
        shape.skip();
      }
    }
  }

  private static String readDim(ProtobufReader dim) {
    String size = "?";
    for (int field = dim.nextField(); field != 0; field = dim.nextField()) {
      switch (field) {
        case 1 -> size = Long.toString(dim.integer());
        case 2 -> size = dim.string();
        default -> dim.skip();
      }
    }
    return size;
  }

  private static String typeName(long type) {
    return switch ((int) type) {
      case 1 -> "FLOAT";
      case 6 -> "INT32";
      case INT64 -> "INT64";
      case FLOAT16 -> "FLOAT16";
      default -> "TYPE " + type;
    };
  }

  private void readOpset(ProtobufReader opset) {
    String domain = "";
    long version = 0;
    for (int field = opset.nextField(); field != 0; field = opset.nextField()) {
      switch (field) {
        case 1 -> domain = opset.string();
        case 2 -> version = opset.integer();
        default -> opset.skip();
      }
    }
    opsets.put(domain.isEmpty() ? OnnxNode.STANDARD_DOMAIN : domain, version);
  }
}
