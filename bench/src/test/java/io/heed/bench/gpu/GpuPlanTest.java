package io.heed.bench.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.engine.runtime.Device;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The order of the jobs. */
class GpuPlanTest {
  static GpuSettings settings(Path work, double budgetSeconds) {
    return new GpuSettings(
        Device.CPU,
        List.of(ModelShape.MINILM, ModelShape.BERT_BASE),
        List.of(Precision.FP32, Precision.FP16, Precision.INT8),
        List.of(1, 2, 32, 128),
        List.of(128, 384),
        List.of(20, 50, 128),
        "three lengths",
        0.01,
        budgetSeconds,
        64,
        10,
        Optional.of("no-such-python"),
        work,
        1);
  }

  @Test
  void of_allModels_beginsWithWhatMatters() {
    List<String> ids = GpuPlan.of(settings(Path.of("work"), 1)).stream().map(GpuJob::id).toList();
    assertEquals(
        List.of(
            "peak/fp16",
            "full/bert-base/fp16/s128/b1",
            "full/bert-base/fp16/s128/b32",
            "full/bert-base/fp16/s128/b128",
            "mixed/bert-base/fp16/b32",
            "mixed/bert-base/fp16/b128",
            "peer/bert-base/fp16/r30",
            "engine/bert-base/fp16",
            "soak/bert-base/fp16"),
        ids.subList(0, 9));
    assertEquals(ids.size(), new HashSet<>(ids).size(), "ids are unique: " + ids);
    assertEquals(2 * 3 * 4 * 2, ids.stream().filter(id -> id.startsWith("full/")).count());
  }

  @Test
  void of_mixed_takesTurns() {
    for (GpuJob job : GpuPlan.of(settings(Path.of("work"), 1))) {
      if (job.kind() == GpuJob.Kind.MIXED) {
        assertEquals(2, job.forms().size(), job.id());
      }
    }
  }

  @Test
  void of_noUsualBatch_mixesWithTheLargest() {
    GpuSettings usual = settings(Path.of("work"), 1);
    GpuSettings odd =
        new GpuSettings(
            Device.CPU,
            usual.models(),
            usual.precisions(),
            List.of(3, 5),
            List.of(16),
            usual.mixed(),
            "",
            1,
            1,
            64,
            0,
            Optional.empty(),
            usual.work(),
            1);
    assertEquals(List.of(5), GpuPlan.mixedBatches(odd));
    assertTrue(GpuPlan.of(odd).stream().noneMatch(job -> job.kind() == GpuJob.Kind.SOAK));
  }

  @Test
  void builtInLengths_haveTheTablesPercentiles() {
    List<Integer> lengths = GpuSettings.agNewsLengths(1000).stream().sorted().toList();
    assertEquals(50, lengths.get(500), 1);
    assertEquals(79, lengths.get(950), 1);
    assertEquals(52.45, lengths.stream().mapToInt(Integer::intValue).average().orElse(0), 1);
    assertFalse(GpuSettings.agNewsLengths(1000).equals(lengths), "in random order");
  }
}
