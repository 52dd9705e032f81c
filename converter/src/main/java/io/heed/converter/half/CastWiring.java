package io.heed.converter.half;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.heed.converter.graph.Graph;
import io.heed.converter.graph.Initializer;
import io.heed.converter.graph.Node;
import io.heed.converter.onnx.OnnxAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Makes values FLOAT16 where half precision makes them, and puts a Cast, one a value, where the
 * other precision reads them. Subgraphs read what they read before. Confined to one thread.
 */
final class CastWiring {
  private final Graph graph;
  private final ValueTypes types;
  private final Placement placement;
  private final boolean halfIo;
  private final Set<String> halves = new HashSet<>();
  private final List<FloatConstant> readInHalf = new ArrayList<>();
  private int added;

  CastWiring(Graph graph, ValueTypes types, Placement placement, boolean halfIo) {
    this.graph = graph;
    this.types = types;
    this.placement = placement;
    this.halfIo = halfIo;
  }

  /**
   * Wires all values.
   *
   * @return how many constants became FLOAT16
   */
  int wire(List<FloatConstant> constants) {
    int converted = 0;
    for (FloatConstant constant : constants) {
      converted += wire(constant) ? 1 : 0;
    }
    for (ValueInfoProto input : graph.inputs()) {
      if (types.isFloat(input.getName())) {
        wireInput(input);
      }
    }
    for (Initializer each : graph.initializers()) {
      if (each.type() == DataType.FLOAT && graph.isInput(each.name())) {
        replaceable(each.name());
      }
    }
    for (Node node : placement.order()) {
      if (!node.is("Constant") && !node.is("ConstantOfShape")) {
        wire(node);
      }
    }
    for (ValueInfoProto output : graph.outputs()) {
      if (halfIo && halves.contains(output.getName()) && types.isFloat(output.getName())) {
        graph.describe(typed(output));
      }
    }
    return converted;
  }

  /** Constants whose numbers are rounded to FLOAT16 for some reader or all. */
  List<FloatConstant> readInHalf() {
    return List.copyOf(readInHalf);
  }

  /** How many Casts were added. */
  int added() {
    return added;
  }

  private boolean wire(FloatConstant constant) {
    String name = constant.name();
    Readers readers = readers(name);
    boolean settled = !readers.kept().isEmpty() || graph.isOutput(name) || constant.overflows();
    if (readers.half().isEmpty()) {
      return false;
    }
    readInHalf.add(constant);
    if (settled) {
      toHalf(name, readers);
      return false;
    }
    constant.store(graph, HalfTensors.half(constant.numbers()));
    halves.add(name);
    return true;
  }

  private void wireInput(ValueInfoProto input) {
    String name = input.getName();
    Readers readers = readers(name);
    if (!halfIo) {
      replaceable(name);
      return;
    }
    graph.describe(typed(input));
    halves.add(name);
    if (!readers.kept().isEmpty()) {
      String single = graph.newName(name + "_fp32");
      readers.kept().forEach(reader -> graph.replaceUses(reader, name, single));
      cast(name, single, DataType.FLOAT);
    }
  }

  /** What a run may give as FLOAT. */
  private void replaceable(String name) {
    Readers readers = readers(name);
    if (!readers.half().isEmpty()) {
      toHalf(name, readers);
    }
  }

  private void wire(Node node) {
    boolean half = placement.isHalf(node);
    if (half && node.is("Cast")) {
      node.set(OnnxAttributes.ofInt("to", HalfTensors.FLOAT16));
    }
    for (String output : List.copyOf(node.outputs())) {
      if (output.isEmpty() || !types.isFloat(output)) {
        continue;
      }
      Readers readers = readers(output);
      boolean result = graph.isOutput(output);
      if (half && (!readers.kept().isEmpty() || (result && !halfIo))) {
        String name = graph.newName(output + "_fp16");
        graph.renameOutput(node, output, name);
        readers.half().forEach(reader -> graph.replaceUses(reader, output, name));
        readers.any().forEach(reader -> graph.replaceUses(reader, output, name));
        cast(name, output, DataType.FLOAT);
        halves.add(name);
      } else if (half) {
        halves.add(output);
      } else if (result && halfIo) {
        String name = graph.newName(output + "_fp32");
        graph.renameOutput(node, output, name);
        readers.kept().forEach(reader -> graph.replaceUses(reader, output, name));
        cast(name, output, DataType.FLOAT16);
        halves.add(output);
      } else if (!readers.half().isEmpty()) {
        toHalf(output, readers);
      }
    }
  }

  private void toHalf(String value, Readers readers) {
    String name = graph.newName(value + "_fp16");
    readers.half().forEach(reader -> graph.replaceUses(reader, value, name));
    cast(value, name, DataType.FLOAT16);
    halves.add(name);
  }

  /** {@code to} may be the name that another node's output has just lost, and its node has yet. */
  private void cast(String from, String to, DataType type) {
    AttributeProto attribute = OnnxAttributes.ofInt("to", type.getNumber());
    Node node = Node.of("Cast", List.of(from), graph.newName(to + "_Cast"), attribute);
    graph.renameOutput(graph.add(node), node.output(), to);
    added++;
  }

  /** Removes Casts, of the original too, that no longer change anything; returns how many. */
  int removeIdle() {
    int removed = 0;
    for (Node node : graph.sorted()) {
      if (node.is("Cast")
          && node.intOr("to", 0) == HalfTensors.FLOAT16
          && isHalf(node.input(0))
          && !graph.isOutput(node.output())) {
        graph.replaceUses(node.output(), node.input(0));
        graph.remove(node);
        removed++;
      }
    }
    return removed;
  }

  private boolean isHalf(String value) {
    return halves.contains(value) || types.of(value) == DataType.FLOAT16;
  }

  private Readers readers(String value) {
    List<Node> readers = graph.readers(value);
    return new Readers(
        readers.stream().filter(placement::isHalf).toList(),
        readers.stream().filter(placement::isKept).toList(),
        readers.stream().filter(r -> !placement.isHalf(r) && !placement.isKept(r)).toList());
  }

  private static ValueInfoProto typed(ValueInfoProto value) {
    ValueInfoProto.Builder typed = value.toBuilder();
    typed.getTypeBuilder().getTensorTypeBuilder().setElemType(HalfTensors.FLOAT16);
    return typed.build();
  }

  private record Readers(List<Node> half, List<Node> kept, List<Node> any) {}
}
