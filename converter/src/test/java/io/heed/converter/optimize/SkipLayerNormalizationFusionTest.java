package io.heed.converter.optimize;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.heed.converter.graph.ExportedGraph;
import io.heed.converter.graph.Node;
import io.heed.converter.graph.OnnxModel;
import org.junit.jupiter.api.Test;

/**
 * Two layers, two of these each; the embeddings have a third where both summands are of a shape.
 */
class SkipLayerNormalizationFusionTest extends GraphPassContract {
  @Override
  GraphPass pass() {
    return new SkipLayerNormalizationFusion();
  }

  @Override
  int expectedChanges(String graph) {
    return 4;
  }

  @Test
  void apply_sumIsReadElsewhere_givesItAsTheFourthOutput() {
    ExportedGraph exported = ExportedGraph.of("classic-ts-op17");
    OnnxModel model = prepared(exported);
    Node norm = TargetTest.last(model, "LayerNormalization");
    String sum = norm.input(0);
    model
        .graph()
        .addOutput(
            model.graph().outputs().get(0).toBuilder()
                .mergeFrom(ValueInfoProto.newBuilder().setName(sum).build())
                .build());
    pass().apply(model);
    Node skip = TargetTest.last(model, "SkipLayerNormalization");
    assertEquals(4, skip.outputs().size());
    assertEquals(sum, skip.outputs().get(3));
    assertEquals(5, skip.inputs().size());
  }
}
