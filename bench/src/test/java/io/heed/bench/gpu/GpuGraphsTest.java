package io.heed.bench.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.engine.batch.BatchShape;
import io.heed.engine.runtime.Device;
import io.heed.engine.runtime.OnnxNode;
import io.heed.engine.runtime.OnnxSummary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The graphs for GPUs, made without one. */
class GpuGraphsTest {
  @TempDir private Path work;

  @Test
  void variant_forCuda_hasTheOperatorsOfItsForm() {
    GpuGraphs graphs = new GpuGraphs(work, new Device(Device.Kind.CUDA, 0), line -> {});
    assertTrue(operators(graphs, GraphForm.PADDED, Precision.FP16).contains("Attention"));
    assertTrue(
        operators(graphs, GraphForm.PADDING_FREE, Precision.FP16)
            .containsAll(Set.of("RemovePadding", "PackedMultiHeadAttention")));
    assertTrue(operators(graphs, GraphForm.PADDING_FREE, Precision.TF32).contains("RemovePadding"));
    assertTrue(operators(graphs, GraphForm.PADDED, Precision.INT8).contains("QAttention"));
    assertTrue(
        operators(graphs, GraphForm.PADDING_FREE, Precision.INT8)
            .containsAll(Set.of("PackedMultiHeadAttention", "MatMulInteger")));
  }

  @Test
  void variant_forTensorRt_hasStandardOperatorsAndRightAnswers() {
    GpuGraphs graphs = new GpuGraphs(work, new Device(Device.Kind.TENSORRT, 0), line -> {});
    List<OnnxNode> nodes = OnnxSummary.read(file(graphs, GraphForm.PADDED, Precision.INT8)).nodes();
    assertTrue(nodes.stream().allMatch(node -> node.domain().equals(OnnxNode.STANDARD_DOMAIN)));
    assertTrue(nodes.stream().anyMatch(node -> node.operator().equals("QuantizeLinear")));
    var batch = TokenRows.batches(TokenRows.random(List.of(20, 7), 1000, 1), 2).get(0).tokens();
    float[][] reference = logits(work.resolve("tiny/model.onnx"), batch);
    float[][] found = logits(file(graphs, GraphForm.PADDED, Precision.INT8), batch);
    Agreement agreement = Agreement.of(Precision.INT8, reference, found);
    assertTrue(agreement.good(), agreement::objection);
  }

  @Test
  void variant_askedForTwice_isMadeOnce() throws Exception {
    GpuGraphs graphs = new GpuGraphs(work, Device.CPU, line -> {});
    Path file = file(graphs, GraphForm.PADDED, Precision.FP32);
    var written = Files.getLastModifiedTime(file);
    assertEquals(file, file(graphs, GraphForm.PADDED, Precision.FP32));
    assertEquals(written, Files.getLastModifiedTime(file));
    try (var left = Files.list(work)) {
      assertEquals(List.of(work.resolve("tiny")), left.toList(), "nothing half-made");
    }
  }

  @Test
  void agreement_ofOtherLogits_isBad() {
    float[][] reference = {{1, 2, 3}, {1, 0, 0}};
    assertTrue(Agreement.of(Precision.FP16, reference, reference).good());
    Agreement turned =
        Agreement.of(Precision.FP16, reference, new float[][] {{1, 2, 3}, {0, 1, 0}});
    assertEquals(0, turned.cosine());
    assertEquals(1, turned.largestDifference());
    assertTrue(turned.objection().contains("expected 0.9990 or more"), turned.objection());
    float[][] nan = {{1, Float.NaN, 3}, {1, 0, 0}};
    assertTrue(!Agreement.of(Precision.INT8, reference, nan).good());
  }

  private static float[][] logits(Path file, io.heed.engine.batch.TokenBatch batch) {
    try (BareRun run =
        BareRun.open(file, Device.CPU, Precision.FP32, 1, new BatchShape(2, 20), file)) {
      return run.logits(batch);
    }
  }

  private static Set<String> operators(GpuGraphs graphs, GraphForm form, Precision precision) {
    return OnnxSummary.read(file(graphs, form, precision)).nodes().stream()
        .map(OnnxNode::operator)
        .collect(Collectors.toSet());
  }

  private static Path file(GpuGraphs graphs, GraphForm form, Precision precision) {
    return graphs.file(ModelShape.TINY, graphs.variant(ModelShape.TINY, form, precision));
  }
}
