package io.heed.bench.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The plan for the PyTorch script, what comes back, and the script itself as far as it can be. */
class PeerRunTest {
  private static final GpuJob JOB =
      new GpuJob(30, GpuJob.Kind.PEER, ModelShape.BERT_BASE, Precision.FP16, 0, 0, List.of());

  @TempDir private Path work;

  @Test
  void plan_ofBertBase_hasItsShapeAndTheKeyBatchesFirst() {
    JsonNode plan =
        JsonMapper.shared()
            .readTree(PeerPlan.json(GpuPlanTest.settings(work, 1), ModelShape.BERT_BASE));
    assertEquals(12, plan.at("/model/layers").asInt());
    assertEquals(768, plan.at("/model/hidden_size").asInt());
    assertEquals(3072, plan.at("/model/intermediate_size").asInt());
    assertEquals("[1,32,128,2]", plan.path("batches").toString());
    assertEquals("[128,384]", plan.path("lengths").toString());
    assertEquals("[32,128]", plan.path("mixed_batches").toString());
    assertEquals("[20,50,128]", plan.path("mixed_lengths").toString());
  }

  @Test
  void measure_noPython_saysWhyNot() {
    List<Map<String, Object>> cells =
        new PeerRun(GpuPlanTest.settings(work, 1), line -> {}).measure(JOB);
    assertEquals(1, cells.size());
    assertEquals("skipped", cells.get(0).get("status"));
    assertTrue(String.valueOf(cells.get(0).get("reason")).contains("no-such-python"));
  }

  @Test
  void cells_ofAScriptThatWasCutOff_areThoseThatWerePrinted() {
    String printed =
        """
        a warning
        {"contestant": "pytorch eager", "status": "ok", "p50Millis": 1.5, "batch": 1}
        {"contestant": "pytorch comp""";
    List<Map<String, Object>> cells = PeerRun.cells(printed, "cut off after 9 s", JOB);
    assertEquals(2, cells.size());
    assertEquals(1.5, cells.get(0).get("p50Millis"));
    assertEquals("failed", cells.get(1).get("status"));
    assertEquals("cut off after 9 s", cells.get(1).get("reason"));
    assertEquals("failed", PeerRun.cells("", "", JOB).get(0).get("status"));
  }

  @Test
  void script_wherePythonIs_compiles() throws Exception {
    Assumptions.assumeFalse(
        MemoryWatch.ask(List.of("python3", "--version")).isEmpty(), "no python3 here");
    Path script = work.resolve("pytorch_peer.py");
    try (var in = PeerRun.class.getResourceAsStream("pytorch_peer.py")) {
      Files.write(script, in.readAllBytes());
    }
    Process compiling =
        new ProcessBuilder("python3", "-m", "py_compile", script.toString()).inheritIO().start();
    assertEquals(0, compiling.waitFor());
  }

  @Test
  void script_whereTorchIs_printsCells() {
    Assumptions.assumeFalse(
        MemoryWatch.ask(List.of("python3", "-c", "import torch; print(1)")).isEmpty(),
        "no torch here");
    GpuSettings usual = GpuPlanTest.settings(work, 1000);
    GpuSettings tiny =
        new GpuSettings(
            usual.device(),
            List.of(ModelShape.TINY),
            List.of(Precision.FP16),
            List.of(2),
            List.of(8),
            List.of(3, 9),
            "",
            0.01,
            1000,
            64,
            0,
            java.util.Optional.of("python3"),
            work,
            1);
    GpuJob job = new GpuJob(30, GpuJob.Kind.PEER, ModelShape.TINY, Precision.FP16, 0, 0, List.of());
    List<Map<String, Object>> cells = new PeerRun(tiny, line -> {}).measure(job);
    assertEquals("pytorch eager", cells.get(0).get("contestant"));
    assertEquals("ok", cells.get(0).get("status"), cells.toString());
  }

  @Test
  void memoryWatch_ofLines_keepsLastAndPeak() throws Exception {
    Path smi = work.resolve("smi");
    Files.writeString(
        smi, "#!/bin/sh\nprintf '100\\n300\\nnot a number\\n200\\n'\nexec sleep 60\n");
    assertTrue(smi.toFile().setExecutable(true));
    try (MemoryWatch watch = MemoryWatch.of(List.of("sh", smi.toString()))) {
      while (watch.lastMiB() != 200) { // the reader's thread; the build has a limit of its own
        Thread.onSpinWait();
      }
      assertEquals(300L, watch.json().get("peakMiB"));
      watch.mark();
      assertEquals(200L, watch.json().get("peakMiB"));
    }
  }

  @Test
  void memoryWatch_noSuchCommand_saysSo() {
    try (MemoryWatch watch = MemoryWatch.of(List.of("no-such-smi"))) {
      assertEquals(-1L, watch.json().get("peakMiB"));
      assertTrue(String.valueOf(watch.json().get("reason")).contains("no-such-smi"));
    }
  }
}
