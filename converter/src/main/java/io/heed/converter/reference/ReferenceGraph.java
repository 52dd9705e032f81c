package io.heed.converter.reference;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.heed.converter.error.ConverterException;
import io.heed.converter.error.ConverterException.Kind;
import io.heed.converter.graph.Graph;
import io.heed.converter.graph.Initializer;
import io.heed.converter.graph.Node;
import io.heed.converter.graph.OnnxModel;
import io.heed.converter.graph.ShapeInference;
import io.heed.converter.graph.ValueFacts;
import io.heed.converter.ort.OrtGraph;
import io.heed.converter.ort.OrtGraphOptions;
import io.heed.converter.ort.Tensor;
import io.heed.converter.ort.TensorGraph;
import io.heed.converter.ort.TensorSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A graph that holds {@link PackedOperators} or signed QAttention, run on the CPU: ONNX Runtime
 * runs the stages between the former, one session each, and they are interpreted; the latter
 * becomes {@linkplain UnsignedAttention unsigned}. Owns the sessions, which {@link #close()} ends.
 * Any number of threads may run it at a time.
 *
 * <p>Values of FLOAT16 are read as they are and rounded once, when an operator is done. Failures
 * are {@link ConverterException}s of kind INPUT that name the node and the shape, or UNSUPPORTED
 * where the type of a value between two stages cannot be told.
 */
public final class ReferenceGraph implements TensorGraph {
  private final String name;
  private final List<TensorSpec> inputs;
  private final List<TensorSpec> outputs;
  private final Map<String, Tensor> constants;
  private final List<LoadedStage> stages;

  private record LoadedStage(GraphStages.Stage stage, @Nullable OrtGraph session) {}

  private ReferenceGraph(
      String name,
      List<TensorSpec> inputs,
      List<TensorSpec> outputs,
      Map<String, Tensor> constants,
      List<LoadedStage> stages) {
    this.name = name;
    this.inputs = inputs;
    this.outputs = outputs;
    this.constants = constants;
    this.stages = stages;
  }

  /** Loads any model: in ONNX Runtime alone unless it has no kernels for it here. */
  public static TensorGraph openAny(Path file, OrtGraphOptions options) {
    OnnxModel model = OnnxModel.read(file);
    return PackedOperators.areIn(model.graph()) || UnsignedAttention.isNeeded(model.graph())
        ? open(model, file.toString(), options)
        : OrtGraph.open(file, options);
  }

  /**
   * Loads a model.
   *
   * @param model which is changed
   * @param name the name of the model, for messages
   * @param options of the sessions; files that they would write are left out
   */
  public static ReferenceGraph open(OnnxModel model, String name, OrtGraphOptions options) {
    OrtGraphOptions plain =
        new OrtGraphOptions(
            options.optimization(),
            options.threads(),
            Optional.empty(),
            Optional.empty(),
            options.config());
    UnsignedAttention.apply(model);
    Graph graph = model.graph();
    ShapeInference shapes = ShapeInference.of(model);
    List<LoadedStage> stages = new ArrayList<>();
    boolean loaded = false;
    try {
      for (GraphStages.Stage stage : GraphStages.of(graph)) {
        stages.add(new LoadedStage(stage, session(model, shapes, stage, name, plain)));
      }
      ReferenceGraph reference =
          new ReferenceGraph(
              name,
              graph.inputs().stream().map(value -> GraphValues.spec(value, shapes)).toList(),
              graph.outputs().stream().map(value -> GraphValues.spec(value, shapes)).toList(),
              constants(graph),
              stages);
      loaded = true;
      return reference;
    } finally {
      if (!loaded) {
        close(stages);
      }
    }
  }

  private static @Nullable OrtGraph session(
      OnnxModel model,
      ShapeInference shapes,
      GraphStages.Stage stage,
      String name,
      OrtGraphOptions options) {
    Set<String> made = new LinkedHashSet<>(stage.passedOn());
    made.addAll(stage.results());
    if (made.isEmpty()) {
      return null;
    }
    Graph graph = model.graph();
    GraphProto.Builder part = GraphProto.newBuilder().setName("stage");
    for (Initializer constant : graph.initializers()) {
      if (graph.readers(constant.name()).stream().anyMatch(stage.nodes()::contains)) {
        part.addInitializer(constant.toProto());
      }
    }
    for (String input : stage.inputs()) {
      ValueFacts facts = shapes.of(input);
      if (facts.type() == DataType.UNDEFINED || facts.rank() < 0) {
        throw new ConverterException(
            Kind.UNSUPPORTED,
            String.format(
                Locale.ROOT,
                "%s: value \"%s\": found nothing of its type and axes, expected to know them, as"
                    + " an operator that is interpreted stands before or behind it",
                name,
                input));
      }
      part.addInput(GraphValues.described(input, facts.type(), facts.rank()));
    }
    stage.nodes().forEach(node -> part.addNode(node.toProto()));
    for (String value : made) {
      part.addOutput(GraphValues.described(value, GraphValues.type(graph, shapes, value), -1));
    }
    return OrtGraph.open(model.around(part.build()).toByteArray(), name, options);
  }

  /** Those that interpreted operators read, or that are results. */
  private static Map<String, Tensor> constants(Graph graph) {
    Map<String, Tensor> constants = new HashMap<>();
    for (Initializer each : graph.initializers()) {
      if (graph.isOutput(each.name())
          || graph.readers(each.name()).stream().anyMatch(PackedOperators::isOne)) {
        constants.put(each.name(), GraphValues.tensor(each));
      }
    }
    return constants;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<TensorSpec> inputs() {
    return inputs;
  }

  @Override
  public List<TensorSpec> outputs() {
    return outputs;
  }

  @Override
  public Map<String, Tensor> run(Map<String, Tensor> tensors, Set<String> wanted) {
    TensorSpec.check(name, inputs, tensors);
    Map<String, Tensor> values = new HashMap<>(constants);
    values.putAll(tensors);
    for (LoadedStage loaded : stages) {
      OrtGraph session = loaded.session();
      if (session != null) {
        Map<String, Tensor> given = new LinkedHashMap<>();
        session.inputs().forEach(each -> given.put(each.name(), value(values, each.name())));
        Set<String> asked = new LinkedHashSet<>(loaded.stage().results());
        asked.retainAll(wanted);
        asked.addAll(loaded.stage().passedOn());
        values.putAll(session.run(given, asked));
      }
      loaded.stage().operators().forEach(node -> interpret(node, values));
    }
    Map<String, Tensor> found = new LinkedHashMap<>();
    for (String output : wanted) {
      found.put(output, value(values, output));
    }
    return found;
  }

  private void interpret(Node node, Map<String, Tensor> values) {
    List<Optional<Tensor>> given = new ArrayList<>();
    for (String input : node.inputs()) {
      given.add(input.isEmpty() ? Optional.empty() : Optional.of(value(values, input)));
    }
    List<Tensor> made = PackedOperators.run(new OperatorCall(node, given));
    for (int i = 0; i < Math.min(made.size(), node.outputs().size()); i++) {
      values.put(node.outputs().get(i), made.get(i));
    }
  }

  private Tensor value(Map<String, Tensor> values, String wanted) {
    Tensor found = values.get(wanted);
    if (found == null) {
      throw new ConverterException(
          Kind.INPUT,
          String.format(
              Locale.ROOT, "%s: value \"%s\": found no node that makes it", name, wanted));
    }
    return found;
  }

  @Override
  public void close() {
    close(stages);
  }

  private static void close(List<LoadedStage> stages) {
    for (LoadedStage each : stages) {
      OrtGraph session = each.session();
      if (session != null) {
        session.close();
      }
    }
  }
}
