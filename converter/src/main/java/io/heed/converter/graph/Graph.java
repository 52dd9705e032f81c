package io.heed.converter.graph;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.heed.converter.error.ConverterException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The nodes and constants of a model, with who makes a value and who reads it. Nodes may be added
 * anywhere: their order is settled when the graph is written. Confined to one thread.
 */
public final class Graph {
  private final GraphProto original;
  private final List<ValueInfoProto> inputs;
  private final List<ValueInfoProto> outputs;
  private final List<ValueInfoProto> described;
  private final Map<String, Initializer> initializers = new LinkedHashMap<>();
  private final Set<Node> nodes = new LinkedHashSet<>();
  private final Map<String, Node> producers = new LinkedHashMap<>();
  private final Map<String, Set<Node>> readers = new LinkedHashMap<>();
  private final Set<String> names = new HashSet<>();
  private final Set<String> inputNames = new HashSet<>();
  private final Set<String> outputNames = new HashSet<>();

  /**
   * @param initializers the constants, those whose bytes stand apart included
   */
  Graph(GraphProto original, Collection<Initializer> initializers) {
    this.original = original;
    this.inputs = new ArrayList<>(original.getInputList());
    this.outputs = new ArrayList<>(original.getOutputList());
    this.described = new ArrayList<>(original.getValueInfoList());
    for (ValueInfoProto input : inputs) {
      if (!inputNames.add(input.getName())) {
        throw fault("the name \"" + input.getName() + "\" (input) occurs twice");
      }
    }
    outputs.forEach(output -> outputNames.add(output.getName()));
    names.addAll(inputNames);
    names.addAll(outputNames);
    for (Initializer each : initializers) {
      if (this.initializers.put(each.name(), each) != null) {
        throw fault("the name \"" + each.name() + "\" (initializer) occurs twice");
      }
      names.add(each.name());
    }
    for (NodeProto node : original.getNodeList()) {
      add(Node.of(node));
    }
  }

  /** Name of the graph. */
  public String name() {
    return original.getName();
  }

  /** Inputs that a run must give, without constants that may be replaced. */
  public List<ValueInfoProto> inputs() {
    return inputs.stream().filter(input -> !initializers.containsKey(input.getName())).toList();
  }

  /** Results of a run. */
  public List<ValueInfoProto> outputs() {
    return List.copyOf(outputs);
  }

  /** Whether a run gives or may replace this value. */
  public boolean isInput(String value) {
    return inputNames.contains(value);
  }

  /** Whether this value is a result of a run. */
  public boolean isOutput(String value) {
    return outputNames.contains(value);
  }

  /** The nodes as they are now, in the order in which they came. */
  public List<Node> nodes() {
    return List.copyOf(nodes);
  }

  /** How many nodes there are. */
  public int size() {
    return nodes.size();
  }

  /** Whether the node has not been removed. */
  public boolean contains(Node node) {
    return nodes.contains(node);
  }

  /** The constants as they are now. */
  public List<Initializer> initializers() {
    return List.copyOf(initializers.values());
  }

  /** The constant of this name, or null if it is none or a run may replace it. */
  public @Nullable Initializer constant(String value) {
    return inputNames.contains(value) ? null : initializers.get(value);
  }

  /** The node that makes a value, or null for inputs and constants. */
  public @Nullable Node producer(String value) {
    return producers.get(value);
  }

  /** The nodes that read a value, those whose subgraphs do included. */
  public List<Node> readers(String value) {
    Set<Node> found = readers.get(value);
    return found == null ? List.of() : List.copyOf(found);
  }

  /** The node that alone reads a value which is no output; else null. */
  public @Nullable Node onlyReader(String value) {
    Set<Node> found = readers.get(value);
    return found != null && found.size() == 1 && !isOutput(value) ? found.iterator().next() : null;
  }

  /** A name that is not taken: the given one, or with a number appended. Takes it. */
  public String newName(String wanted) {
    String name = wanted;
    for (int number = 1; !names.add(name); number++) {
      name = wanted + "_" + number;
    }
    return name;
  }

  /** Adds a node. Each output must be new. */
  public Node add(Node node) {
    for (String output : node.outputs()) {
      if (!output.isEmpty()) {
        if (producers.put(output, node) != null
            || initializers.containsKey(output)
            || inputNames.contains(output)) {
          throw fault("the name \"" + output + "\" (output of " + node + ") occurs twice");
        }
        names.add(output);
      }
    }
    nodes.add(node);
    names.add(node.name()); // a new node is named like its output, and names of nodes must differ
    node.reads().forEach(read -> readers.computeIfAbsent(read, name -> newSet()).add(node));
    return node;
  }

  /** Adds a node of the standard domain with one output, whose new name is returned. */
  public String add(
      String wantedOutput,
      String type,
      List<String> inputs,
      ai.onnx.proto.OnnxMl.AttributeProto... attributes) {
    return add(Node.of(type, inputs, newName(wantedOutput), attributes)).output();
  }

  /** Removes a node; what it made is then made by nobody. */
  public void remove(Node node) {
    if (!nodes.remove(node)) {
      throw new IllegalArgumentException(node + " is not in the graph");
    }
    node.outputs().forEach(output -> producers.remove(output, node));
    unread(node);
  }

  /** Adds a constant under its name or, if that is taken, a like one; returns the name. */
  public String add(TensorProto tensor) {
    String name = newName(tensor.getName());
    initializers.put(name, Initializer.of(tensor).named(name));
    return name;
  }

  /** Puts a constant in place of the one of the same name. */
  public void replace(Initializer constant) {
    if (initializers.replace(constant.name(), constant) == null) {
      throw new IllegalArgumentException(constant + " is not in the graph");
    }
  }

  /** Gives a node other inputs. */
  public void setInputs(Node node, List<String> inputs) {
    unread(node);
    node.setInputs(inputs);
    node.reads().forEach(read -> readers.computeIfAbsent(read, name -> newSet()).add(node));
  }

  /** Lets one node read {@code other} where it reads {@code old}, in its subgraphs too. */
  public void replaceUses(Node reader, String old, String other) {
    unread(reader);
    reader.rename(old, other);
    reader.reads().forEach(read -> readers.computeIfAbsent(read, name -> newSet()).add(reader));
  }

  /**
   * Gives a node another name, which nobody has yet, for an output. Who reads the old name goes on
   * doing so; another node has to make it.
   */
  public void renameOutput(Node node, String from, String to) {
    producers.remove(from);
    node.setOutputs(node.outputs().stream().map(name -> name.equals(from) ? to : name).toList());
    producers.put(to, node);
  }

  /**
   * Whoever reads {@code old}, or gets it as a result, has {@code other} from now on. The node that
   * makes {@code old} stays and, unless something else of it is used, is {@linkplain
   * #removeUnused() unused}.
   */
  public void replaceUses(String old, String other) {
    readers(old).forEach(reader -> replaceUses(reader, old, other));
    if (!isOutput(old)) {
      return;
    }
    Node maker = producers.get(old);
    if (maker != null) {
      renameOutput(maker, old, newName(old + "_unused"));
    }
    Node source = producers.get(other);
    if (source == null || isOutput(other)) {
      add(Node.of("Identity", List.of(other), old));
    } else {
      renameOutput(source, other, old);
      replaceUses(other, old);
    }
  }

  /** Drops an input that nothing reads. */
  public void removeInput(String input) {
    if (!readers(input).isEmpty() || isOutput(input)) {
      throw new IllegalArgumentException("input \"" + input + "\" is in use");
    }
    inputs.removeIf(each -> each.getName().equals(input));
    inputNames.remove(input);
  }

  /** Describes an input or output anew. */
  public void describe(ValueInfoProto value) {
    inputs.replaceAll(each -> each.getName().equals(value.getName()) ? value : each);
    outputs.replaceAll(each -> each.getName().equals(value.getName()) ? value : each);
  }

  /** Makes a value a result of a run, too. */
  public void addOutput(ValueInfoProto value) {
    if (outputNames.add(value.getName())) {
      outputs.add(value);
    }
  }

  /** Makes a value a mere inner one again. */
  public void removeOutput(String value) {
    if (outputNames.remove(value)) {
      outputs.removeIf(output -> output.getName().equals(value));
    }
  }

  /**
   * Removes nodes and constants that no result needs; returns how many nodes. A graph without
   * results stays as it is.
   */
  public int removeUnused() {
    if (outputNames.isEmpty()) {
      return 0;
    }
    Set<Node> needed = new HashSet<>();
    List<String> open = new ArrayList<>(outputNames);
    Set<String> used = new HashSet<>(open);
    while (!open.isEmpty()) {
      Node node = producers.get(open.remove(open.size() - 1));
      if (node != null && needed.add(node)) {
        for (String read : node.reads()) {
          if (used.add(read)) {
            open.add(read);
          }
        }
      }
    }
    int before = nodes.size();
    nodes().stream().filter(node -> !needed.contains(node)).forEach(this::remove);
    initializers.keySet().removeIf(name -> !used.contains(name) && !inputNames.contains(name));
    return before - nodes.size();
  }

  /**
   * The nodes in an order in which each stands after what it reads, otherwise as they came.
   *
   * @throws ConverterException (INPUT) if there is none, since nodes wait for each other
   */
  public List<Node> sorted() {
    return NodeOrder.of(this);
  }

  /** Drops what the file says of inner values, since a rewritten graph may belie it. */
  public void forgetDescriptions() {
    described.clear();
  }

  /** What the file says of values that are still there. */
  public List<ValueInfoProto> describedValues() {
    return described.stream()
        .filter(
            value ->
                producers.containsKey(value.getName())
                    || initializers.containsKey(value.getName())
                    || inputNames.contains(value.getName()))
        .toList();
  }

  GraphProto original() {
    return original;
  }

  List<ValueInfoProto> allInputs() {
    return inputs;
  }

  private void unread(Node node) {
    for (String read : node.reads()) {
      Set<Node> found = readers.get(read);
      if (found != null) {
        found.remove(node);
        if (found.isEmpty()) {
          readers.remove(read);
        }
      }
    }
  }

  private static Set<Node> newSet() {
    return new LinkedHashSet<>(2);
  }

  private ConverterException fault(String message) {
    return new ConverterException(
        ConverterException.Kind.INPUT, "graph \"" + name() + "\": " + message);
  }
}
