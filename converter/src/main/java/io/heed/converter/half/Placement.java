package io.heed.converter.half;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.heed.converter.graph.Graph;
import io.heed.converter.graph.Node;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which nodes compute in half precision, and why the others do not. Confined to one thread. */
final class Placement {
  /** What hands on large numbers as they are, or makes them larger. */
  private static final Set<String> CARRY_LARGE =
      Set.of(
          "Add",
          "Cast",
          "Concat",
          "Expand",
          "Gather",
          "Identity",
          "Max",
          "Min",
          "Mul",
          "Neg",
          "Reshape",
          "Slice",
          "Squeeze",
          "Sub",
          "Tile",
          "Transpose",
          "Trilu",
          "Unsqueeze",
          "Where");

  /** What hands on small numbers, or divides by them. */
  private static final Set<String> CARRY_SMALL =
      Set.of("Div", "Expand", "Pow", "Reciprocal", "Reshape", "Sqrt", "Unsqueeze");

  private final Graph graph;
  private final ValueTypes types;
  private final List<Node> order;
  private final Map<Node, KeptNode> kept = new LinkedHashMap<>();
  private final Set<Node> floats = new LinkedHashSet<>();

  private Placement(Graph graph, ValueTypes types) {
    this.graph = graph;
    this.types = types;
    this.order = graph.sorted();
  }

  /** Keeps what the nodes themselves, the options and lengths ask for. */
  static Placement of(Graph graph, ValueTypes types, HalfOptions options) {
    Placement placement = new Placement(graph, types);
    Set<Node> lengths = LengthArithmetic.nodes(graph, placement.order);
    for (Node node : placement.order) {
      placement.place(node, options, lengths.contains(node));
    }
    return placement;
  }

  private void place(Node node, HalfOptions options, boolean length) {
    if (node.is("Constant") || node.is("ConstantOfShape")) {
      return; // placed by who reads them
    }
    if (node.hasSubgraph()) {
      keep(node, KeepReason.SUBGRAPH, "has graphs of its own");
      return;
    }
    Optional<String> unknown = unknown(node);
    if (unknown.isPresent()) {
      keep(node, KeepReason.UNKNOWN_TYPE, "the type of \"" + unknown.get() + "\" is not known");
      return;
    }
    if (HalfOperators.takesAny(node) || !hasFloats(node)) {
      return;
    }
    floats.add(node);
    Optional<String> objection = HalfOperators.objection(node);
    if (objection.isPresent()) {
      keep(node, KeepReason.OPERATOR, objection.get());
    } else if (options.blockedOperators().contains(node.type())) {
      keep(node, KeepReason.OPTION, "operator named by the caller");
    } else if (options.blockedNodes().isPresent()
        && options.blockedNodes().get().matcher(nameOf(node)).matches()) {
      keep(node, KeepReason.OPTION, "node named by the caller");
    } else if (options.keepReductions() && HalfOperators.isReduction(node)) {
      keep(node, KeepReason.REDUCTION, "reductions are kept");
    } else if (length) {
      keep(node, KeepReason.LENGTHS, "computed from lengths alone");
    }
  }

  /** Keeps who reads a constant that is too large, and who gets its numbers from there. */
  void keepLarge(FloatConstant constant) {
    spread(
        constant,
        CARRY_LARGE,
        KeepReason.OVERFLOW,
        String.format(
            Locale.ROOT,
            "constant \"%s\" goes up to %g",
            constant.name(),
            constant.range().largest()));
  }

  /** Keeps who reads a constant that is too small, and who divides by it. */
  void keepSmall(FloatConstant constant) {
    spread(
        constant,
        CARRY_SMALL,
        KeepReason.UNDERFLOW,
        String.format(
            Locale.ROOT, "constant \"%s\" is %g", constant.name(), constant.range().largest()));
  }

  /** Large numbers hurt also who gets them last; small ones only who divides by them. */
  private void spread(
      FloatConstant constant, Set<String> carriers, KeepReason reason, String detail) {
    boolean large = reason == KeepReason.OVERFLOW;
    List<String> open = new ArrayList<>(List.of(constant.name()));
    Set<String> seen = new LinkedHashSet<>(open);
    while (!open.isEmpty()) {
      String value = open.remove(open.size() - 1);
      boolean direct = value.equals(constant.name());
      for (Node reader : graph.readers(value)) {
        boolean carries = reader.domain().isEmpty() && carriers.contains(reader.type());
        if (carries || direct || large) {
          keepFloats(reader, reason, detail);
        }
        if (carries || (direct && !large)) {
          reader.outputs().stream()
              .filter(output -> types.isFloat(output) && seen.add(output))
              .forEach(open::add);
        }
      }
    }
  }

  /** Keeps who makes or reads a value that becomes too large. */
  void keepAround(String value, float largest) {
    String detail = String.format(Locale.ROOT, "value \"%s\" went up to %g", value, largest);
    Node maker = graph.producer(value);
    if (maker != null) {
      keepFloats(maker, KeepReason.ACTIVATION, detail);
    }
    graph.readers(value).forEach(reader -> keepFloats(reader, KeepReason.ACTIVATION, detail));
  }

  /** A Cast to FLOAT that only single precision reads would be followed by another. */
  void settleCasts() {
    for (int i = order.size() - 1; i >= 0; i--) {
      Node node = order.get(i);
      if (node.is("Cast") && isHalf(node)) {
        List<Node> readers = graph.readers(node.output());
        boolean toSingle = !readers.isEmpty() && readers.stream().allMatch(kept::containsKey);
        if (toSingle && !types.isFloat(node.input(0))) {
          floats.remove(node);
        }
      }
    }
  }

  /** Whether a node reads and makes FLOAT16 where it had FLOAT. */
  boolean isHalf(Node node) {
    return floats.contains(node) && !kept.containsKey(node);
  }

  /** Whether a node reads and makes FLOAT, as it did. */
  boolean isKept(Node node) {
    return kept.containsKey(node);
  }

  List<Node> order() {
    return order;
  }

  int halfCount() {
    return (int) floats.stream().filter(this::isHalf).count();
  }

  Collection<KeptNode> kept() {
    return kept.values();
  }

  private void keepFloats(Node node, KeepReason reason, String detail) {
    if (floats.contains(node)) {
      keep(node, reason, detail);
    }
  }

  private void keep(Node node, KeepReason reason, String detail) {
    kept.putIfAbsent(node, new KeptNode(nameOf(node), node.type(), reason, detail));
  }

  private Optional<String> unknown(Node node) {
    return values(node).stream().filter(v -> types.of(v) == DataType.UNDEFINED).findFirst();
  }

  private boolean hasFloats(Node node) {
    return values(node).stream().anyMatch(types::isFloat);
  }

  private static List<String> values(Node node) {
    List<String> values = new ArrayList<>(node.inputs());
    values.addAll(node.outputs());
    values.removeIf(String::isEmpty);
    return values;
  }

  private static String nameOf(Node node) {
    return !node.name().isEmpty()
        ? node.name()
        : node.outputs().stream().filter(name -> !name.isEmpty()).findFirst().orElse("");
  }
}
