package io.heed.converter.optimize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.heed.converter.graph.ExportedGraph;
import io.heed.converter.graph.OnnxModel;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every cleaning pass after those before it, on the graphs of the exporters. */
class CleaningPassesTest {
  static Stream<GraphPass> passes() {
    return GraphOptimizer.cleaning(17, new GeluFusion()).stream();
  }

  @ParameterizedTest
  @MethodSource("passes")
  void apply_exportedGraphs_computesTheSame(GraphPass pass) {
    int changes = 0;
    for (String name : ExportedGraph.NAMES) {
      ExportedGraph exported = ExportedGraph.of(name);
      OnnxModel model = prepared(name, pass);
      byte[] before = model.toProto().toByteArray();
      if (pass.apply(model) > 0) {
        changes++;
        GraphPassContract.assertSame(exported, before, model.toProto().toByteArray());
      }
    }
    assertTrue(changes > 0, pass.name() + " found nothing in any graph");
  }

  /** Until it finds nothing more; then nothing is changed. */
  @ParameterizedTest
  @MethodSource("passes")
  void apply_untilNothingIsFound_ends(GraphPass pass) {
    for (String name : ExportedGraph.NAMES) {
      OnnxModel model = prepared(name, pass);
      int rounds = 0;
      while (pass.apply(model) > 0) {
        rounds++;
        assertTrue(rounds < 10, pass.name() + " does not end on " + name);
      }
      byte[] done = model.toProto().toByteArray();
      assertEquals(0, pass.apply(model));
      assertArrayEquals(done, model.toProto().toByteArray());
    }
  }

  @ParameterizedTest
  @MethodSource("passes")
  void apply_foreignGraph_keepsItsResults(GraphPass pass) {
    ModelProto foreign = ForeignGraph.model();
    OnnxModel model = OnnxModel.of(foreign);
    pass.apply(model);
    assertEquals(
        List.copyOf(foreign.getGraph().getOutputList()),
        model.toProto().getGraph().getOutputList());
  }

  private static OnnxModel prepared(String name, GraphPass pass) {
    OnnxModel model = OnnxModel.of(ExportedGraph.of(name).model());
    passes()
        .takeWhile(each -> !each.getClass().equals(pass.getClass()))
        .forEach(each -> each.apply(model));
    return model;
  }
}
