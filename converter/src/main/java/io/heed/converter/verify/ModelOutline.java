package io.heed.converter.verify;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an ONNX model without its weights, which are passed over: its nodes, the shapes
 * of its initializers and the files of its external data. Confined to one thread.
 *
 * <p>Reads the wire format message by message, since a model of gigabytes does not fit into the
 * heap as one.
 */
final class ModelOutline {
  /** Deeper than control flow is nested; a hostile file ends there instead of the stack. */
  private static final int MAX_DEPTH = 100;

  private static final Set<String> SAME_IDS = Set.of("Cast", "Identity", "Unsqueeze", "Squeeze");
  private static final Set<String> SAME_ROWS = Set.of("Cast", "Identity", "DequantizeLinear");

  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, long[]> initializers = new HashMap<>();
  private final Set<String> externalFiles = new LinkedHashSet<>();

  private record Node(String operator, List<String> inputs, List<String> outputs) {
    String input(int index) {
      return index < inputs.size() ? inputs.get(index) : "";
    }
  }

  /** The messages that are entered; each field number is the one of ONNX's protobuf file. */
  private enum Message {
    MODEL,
    GRAPH,
    NODE,
    ATTRIBUTE,
    TENSOR,
    ENTRY
  }

  private ModelOutline() {}

  static ModelOutline read(CodedInputStream in) throws IOException {
    ModelOutline outline = new ModelOutline();
    outline.read(in, Message.MODEL, 0);
    return outline;
  }

  /** The external data files, by the names in the model, relative to its folder. */
  Set<String> externalFiles() {
    return externalFiles;
  }

  /** The types of the nodes, without their domains. */
  Set<String> operators() {
    return nodes.stream().map(Node::operator).collect(Collectors.toSet());
  }

  /** The rows of the embedding table that an input's ids choose from; empty if it is not found. */
  OptionalLong tableRows(String input) {
    Map<String, Node> producers = new HashMap<>();
    nodes.forEach(node -> node.outputs().forEach(output -> producers.put(output, node)));
    for (Node node : nodes) {
      for (int[] pair : tablesByIds(node.operator())) {
        String ids = origin(node.input(pair[0]), producers, SAME_IDS);
        long[] table = initializers.get(origin(node.input(pair[1]), producers, SAME_ROWS));
        if (ids.equals(input) && table != null && table.length == 2) {
          return OptionalLong.of(table[0]);
        }
      }
    }
    return OptionalLong.empty();
  }

  /** Pairs of an operator's inputs: the position of ids, and that of the table they choose from. */
  private static int[][] tablesByIds(String operator) {
    return switch (operator) {
      case "Gather" -> new int[][] {{1, 0}};
      case "EmbedLayerNormalization", "QEmbedLayerNormalization" -> new int[][] {{0, 2}, {1, 4}};
      default -> new int[0][];
    };
  }

  private static String origin(String value, Map<String, Node> producers, Set<String> through) {
    String name = value;
    for (int step = 0; step < MAX_DEPTH; step++) {
      Node producer = producers.get(name);
      if (producer == null || !through.contains(producer.operator())) {
        return name;
      }
      name = producer.input(0);
    }
    return name;
  }

  private void read(CodedInputStream in, Message message, int depth) throws IOException {
    if (depth > MAX_DEPTH) {
      throw new IOException("messages are nested more than " + MAX_DEPTH + " deep");
    }
    String name = "";
    String value = "";
    List<String> inputs = new ArrayList<>();
    List<String> outputs = new ArrayList<>();
    List<Long> dimensions = new ArrayList<>();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      int field = WireFormat.getTagFieldNumber(tag);
      Message child = child(message, field);
      if (child != null) {
        int limit = in.pushLimit(in.readRawVarint32());
        read(in, child, depth + 1);
        in.popLimit(limit);
      } else if (message == Message.NODE && field == 1) {
        inputs.add(in.readString());
      } else if (message == Message.NODE && field == 2) {
        outputs.add(in.readString());
      } else if (message == Message.TENSOR && field == 1) {
        readDimensions(in, tag, dimensions);
      } else if (isName(message, field)) {
        name = in.readString();
      } else if (message == Message.ENTRY && field == 2) {
        value = in.readString();
      } else {
        in.skipField(tag);
      }
    }
    switch (message) {
      case NODE -> nodes.add(new Node(name, inputs, outputs));
      case TENSOR -> initializers.put(name, dimensions.stream().mapToLong(d -> d).toArray());
      case ENTRY -> {
        if (name.equals("location")) {
          externalFiles.add(value);
        }
      }
      default -> {}
    }
  }

  private static @Nullable Message child(Message message, int field) {
    return switch (message) {
      case MODEL -> field == 7 ? Message.GRAPH : null;
      case GRAPH -> field == 1 ? Message.NODE : field == 5 ? Message.TENSOR : null;
      case NODE -> field == 5 ? Message.ATTRIBUTE : null;
      case ATTRIBUTE ->
          field == 5 || field == 10
              ? Message.TENSOR
              : field == 6 || field == 11 ? Message.GRAPH : null;
      case TENSOR -> field == 13 ? Message.ENTRY : null;
      case ENTRY -> null;
    };
  }

  /** The type of a node, the name of a tensor, the key of an entry. */
  private static boolean isName(Message message, int field) {
    return (message == Message.NODE && field == 4)
        || (message == Message.TENSOR && field == 8)
        || (message == Message.ENTRY && field == 1);
  }

  private static void readDimensions(CodedInputStream in, int tag, List<Long> dimensions)
      throws IOException {
    if (WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
      dimensions.add(in.readInt64());
      return;
    }
    int limit = in.pushLimit(in.readRawVarint32());
    while (in.getBytesUntilLimit() > 0) {
      dimensions.add(in.readInt64());
    }
    in.popLimit(limit);
  }
}
