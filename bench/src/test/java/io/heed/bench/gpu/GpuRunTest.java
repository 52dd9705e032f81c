package io.heed.bench.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.bench.error.BenchException;
import io.heed.bench.error.BenchException.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Budget, failures and going on, with jobs that only count and a clock of the test's own. */
class GpuRunTest {
  private static final Map<String, Object> SETTINGS =
      Map.of("device", "cpu", "host", Map.of("gpu", "none"));

  @TempDir private Path folder;
  private final List<String> measured = new ArrayList<>();
  private final AtomicLong nanos = new AtomicLong();

  @Test
  void run_overBudget_keepsTheFirstJobsAndTellsTheRest() {
    Path file = folder.resolve("r.json");
    run(GpuResult.create(file, SETTINGS), 3, "");
    assertEquals(
        List.of("peak/fp16", "full/bert-base/fp16/s128/b1", "full/bert-base/fp16/s128/b32"),
        measured);
    JsonNode jobs = GpuResult.read(file).path("jobs");
    assertEquals(GpuPlan.of(GpuPlanTest.settings(folder, 3)).size(), jobs.size());
    assertEquals("done", jobs.get(2).path("status").asString());
    assertEquals("left", jobs.get(3).path("status").asString());
    assertTrue(jobs.get(3).path("reason").asString().contains("budget of 3 s"));
  }

  @Test
  void run_resumed_doesWhatIsLeftOrFailedOnce() {
    Path file = folder.resolve("r.json");
    run(GpuResult.create(file, SETTINGS), 3, "peak/fp16");
    measured.clear();
    run(GpuResult.resume(file, SETTINGS), 1e9, "");
    assertTrue(measured.contains("peak/fp16"), "what failed is done again");
    assertFalse(measured.contains("full/bert-base/fp16/s128/b1"), "what is done is not");
    JsonNode root = GpuResult.read(file);
    int jobs = GpuPlan.of(GpuPlanTest.settings(folder, 3)).size();
    assertEquals(jobs, root.path("jobs").size());
    assertEquals(jobs, root.path("cells").size());
    for (JsonNode job : root.path("jobs")) {
      assertEquals("done", job.path("status").asString());
    }
  }

  @Test
  void run_aJobFails_theOthersAreMeasured() {
    Path file = folder.resolve("r.json");
    run(GpuResult.create(file, SETTINGS), 3, "peak/fp16");
    JsonNode jobs = GpuResult.read(file).path("jobs");
    assertEquals("failed", jobs.get(0).path("status").asString());
    assertEquals("out of memory", jobs.get(0).path("reason").asString());
    assertEquals("done", jobs.get(1).path("status").asString());
  }

  @Test
  void resume_ofAnotherHost_isRefused() {
    Path file = folder.resolve("r.json");
    run(GpuResult.create(file, SETTINGS), 3, "");
    Map<String, Object> other = Map.of("device", "cuda:0", "host", Map.of("gpu", "none"));
    BenchException refused =
        assertThrows(BenchException.class, () -> GpuResult.resume(file, other));
    assertTrue(refused.getMessage().contains("device: found \"cpu\", expected \"cuda:0\""));
  }

  @Test
  void read_ofSomethingElse_isAnInputError() throws Exception {
    Path file = folder.resolve("r.json");
    for (String content : List.of("", "[]", "{\"kind\":\"load\"}", "{\"kind\":\"gpu\"}", "{")) {
      Files.writeString(file, content);
      assertEquals(
          Kind.INPUT,
          assertThrows(BenchException.class, () -> GpuResult.read(file)).kind(),
          content);
    }
  }

  private void run(GpuResult result, double budget, String failing) {
    GpuRun.JobWork work =
        job -> {
          nanos.addAndGet(1_000_000_000L);
          measured.add(job.id());
          if (job.id().equals(failing)) {
            throw new BenchException(Kind.RUN, "out of memory");
          }
          return List.of(Map.of("status", "ok"));
        };
    new GpuRun(
            GpuPlan.of(GpuPlanTest.settings(folder, budget)),
            work,
            result,
            budget,
            nanos::get,
            line -> {})
        .run();
  }
}
