package io.heed.converter.optimize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.heed.converter.graph.ExportedGraph;
import io.heed.converter.graph.Node;
import io.heed.converter.graph.OnnxModel;
import io.heed.converter.graph.ShapeInference;
import io.heed.converter.ort.OrtGraph;
import io.heed.converter.ort.OrtGraphOptions;
import io.heed.converter.ort.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What holds for every pass. ONNX Runtime runs the graphs as they are, without its own passes. */
abstract class GraphPassContract {
  static final List<String> GRAPHS = ExportedGraph.NAMES;
  private static final OrtGraphOptions AS_IS =
      OrtGraphOptions.DEFAULT.optimization(OrtGraphOptions.Optimization.NONE);

  /** Sums in another order: a few units in the last place of numbers of about 3. */
  private static final double TOLERANCE = 1e-5;

  /** How many values of the middle of the graph are asked for, one at a time. */
  private static final int MOST_INNER_VALUES = 10;

  /** The pass. */
  abstract GraphPass pass();

  /** What comes before it. */
  void prepare(OnnxModel model) {
    GraphOptimizer.cleaning().optimize(model);
  }

  /** How many places it must change in a graph of two layers. */
  abstract int expectedChanges(String graph);

  @ParameterizedTest
  @FieldSource("GRAPHS")
  void apply_exportedGraph_computesTheSame(String name) {
    ExportedGraph exported = ExportedGraph.of(name);
    OnnxModel model = prepared(exported);
    assertEquals(expectedChanges(name), pass().apply(model));
    assertSame(exported, exported.model(), model.toProto().toByteArray());
  }

  @ParameterizedTest
  @FieldSource("GRAPHS")
  void apply_again_changesNothing(String name) {
    OnnxModel model = prepared(ExportedGraph.of(name));
    pass().apply(model);
    byte[] once = model.toProto().toByteArray();
    assertEquals(0, pass().apply(model));
    assertArrayEquals(once, model.toProto().toByteArray());
  }

  @Test
  void apply_foreignGraph_leavesItAsItIs() {
    ModelProto foreign = ForeignGraph.model();
    OnnxModel model = OnnxModel.of(foreign);
    assertEquals(0, pass().apply(model));
    assertEquals(foreign, model.toProto());
  }

  @Test
  void apply_innerValueIsResult_keepsIt() {
    ExportedGraph exported =
        ExportedGraph.of(
            GRAPHS.stream().filter(name -> expectedChanges(name) > 0).findFirst().orElseThrow());
    OnnxModel untouched = prepared(exported);
    OnnxModel model = prepared(exported);
    pass().apply(model);
    List<String> gone = gone(untouched, model);
    assertFalse(gone.isEmpty());
    int step = Math.max(1, gone.size() / MOST_INNER_VALUES);
    for (int i = 0; i < gone.size(); i += step) {
      OnnxModel asked = prepared(exported);
      asked.graph().addOutput(described(asked, gone.get(i)));
      byte[] before = asked.toProto().toByteArray();
      pass().apply(asked);
      assertTrue(asked.graph().isOutput(gone.get(i)));
      assertSame(exported, before, asked.toProto().toByteArray());
    }
  }

  @Test
  void apply_innerValueHasAnotherReader_keepsIt() {
    ExportedGraph exported =
        ExportedGraph.of(
            GRAPHS.stream().filter(name -> expectedChanges(name) > 0).findFirst().orElseThrow());
    OnnxModel untouched = prepared(exported);
    OnnxModel model = prepared(exported);
    pass().apply(model);
    List<String> gone = gone(untouched, model);
    int step = Math.max(1, gone.size() / MOST_INNER_VALUES);
    for (int i = 0; i < gone.size(); i += step) {
      OnnxModel read = prepared(exported);
      String copy = read.graph().add("copy", "Identity", List.of(gone.get(i)));
      read.graph().addOutput(described(read, copy));
      byte[] before = read.toProto().toByteArray();
      pass().apply(read);
      assertSame(exported, before, read.toProto().toByteArray());
    }
  }

  OnnxModel prepared(ExportedGraph exported) {
    OnnxModel model = OnnxModel.of(exported.model());
    prepare(model);
    return model;
  }

  static void assertSame(ExportedGraph exported, byte[] before, byte[] after) {
    try (OrtGraph original = OrtGraph.open(before, exported.name() + " before", AS_IS);
        OrtGraph rewritten = OrtGraph.open(after, exported.name() + " after", AS_IS)) {
      for (int i = 0; i < exported.cases(); i++) {
        Map<String, Tensor> expected = original.run(exported.inputs(i));
        GraphOptimizerTest.assertSame(expected, rewritten.run(exported.inputs(i)), TOLERANCE);
      }
    }
  }

  /** Values of the first that the second does not make, or of another type. */
  private static List<String> gone(OnnxModel first, OnnxModel second) {
    Set<String> left = new HashSet<>();
    second.graph().nodes().forEach(node -> left.addAll(node.outputs()));
    ShapeInference before = ShapeInference.of(first);
    ShapeInference after = ShapeInference.of(second);
    left.removeIf(value -> before.of(value).type() != after.of(value).type());
    List<String> gone = new ArrayList<>();
    for (Node node : first.graph().sorted()) {
      node.outputs().stream()
          .filter(value -> !value.isEmpty() && !left.contains(value))
          .forEach(gone::add);
    }
    return gone;
  }

  private static ValueInfoProto described(OnnxModel model, String value) {
    int type = ShapeInference.of(model).of(value).type().getNumber();
    return ValueInfoProto.newBuilder()
        .setName(value)
        .setType(
            TypeProto.newBuilder().setTensorType(TypeProto.Tensor.newBuilder().setElemType(type)))
        .build();
  }
}
