package io.heed.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.bench.gpu.GpuResult;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The command gpu, as a dry run on the CPU; nothing is said of the times. */
class GpuCommandTest {
  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void dryRun_onTheCpu_measuresWhatItCanAndSaysWhatNot() throws Exception {
    Path results = folder.resolve("deep/gpu.json");
    assertEquals(0, dryRun(results), err.toString());
    JsonNode root = GpuResult.read(results);
    assertTrue(root.at("/settings/dryRun").asBoolean());
    Set<String> seen = new HashSet<>();
    for (JsonNode cell : root.path("cells")) {
      String status = cell.path("status").asString("");
      assertTrue(Set.of("ok", "skipped").contains(status), cell.toString());
      seen.add(cell.path("kind").asString("") + " " + status);
      if (status.equals("skipped")) {
        assertFalse(cell.path("reason").asString("").isEmpty(), cell.toString());
      }
      if (cell.path("kind").asString("").equals("full") && status.equals("ok")) {
        assertTrue(cell.at("/check/cosine").asDouble() > 0.999, cell.toString());
        assertTrue(cell.path("sequencesPerSecond").asDouble() > 0, cell.toString());
        assertEquals(-1, cell.at("/memory/peakMiB").asInt(), cell.toString());
      }
    }
    assertTrue(
        seen.containsAll(
            Set.of(
                "peak ok",
                "full ok",
                "full skipped",
                "mixed ok",
                "mixed skipped",
                "engine ok",
                "peer skipped",
                "soak ok")),
        seen.toString());
    assertTrue(out.toString().contains("A dry run"), out.toString());

    out.getBuffer().setLength(0);
    assertEquals(0, run("report", results.toString()), err.toString());
    String page = Files.readString(folder.resolve("deep/gpu.md"));
    assertTrue(page.contains("None of its figures mean anything"), page);
    assertTrue(page.contains("## Mixed lengths"), page);
    assertTrue(page.contains("ONNX Runtime has RemovePadding and its like on CUDA only"), page);
    for (String picture : new String[] {"latency", "throughput", "mixed"}) {
      String name = "gpu-" + picture + ".svg";
      assertTrue(page.contains("](" + name + ")"), page);
      assertTrue(Files.readString(folder.resolve("deep").resolve(name)).startsWith("<svg"));
    }
  }

  @Test
  void output_thatIsThere_isNotWrittenOver() throws Exception {
    Path results = folder.resolve("gpu.json");
    Files.writeString(results, "precious");
    assertEquals(2, dryRun(results));
    assertTrue(err.toString().contains("expected a new file, or --resume"), err.toString());
    assertEquals("precious", Files.readString(results));
  }

  @Test
  void device_thatIsNotThere_saysWhatIsMissingAndWritesNothing() {
    Path results = folder.resolve("gpu.json");
    assertEquals(
        1,
        run(
            "gpu",
            "--device",
            "cuda:99",
            "-o",
            results.toString(),
            "--work",
            folder.resolve("w").toString()));
    assertTrue(err.toString().contains("--device cuda:99: "), err.toString());
    assertTrue(err.toString().contains("expected"), err.toString());
    assertEquals(1, err.toString().lines().count(), err.toString());
    assertFalse(Files.exists(results));
    assertFalse(Files.exists(folder.resolve("w")));
  }

  @Test
  void options_wrong_areUsageErrors() {
    for (String[] wrong :
        new String[][] {
          {"--device", "auto"},
          {"--device", "gpu"},
          {"--device", "cuda:0,cuda:1"},
          {"--dry-run", "--models", "gpt"},
          {"--dry-run", "--precisions", "fp8"},
          {"--dry-run", "--batches", "0"},
          {"--dry-run", "--lengths", "129"},
          {"--dry-run", "--seconds", "0"},
          {"--dry-run", "--budget", "-1"},
          {"--dry-run", "--soak", "-1"},
          {"--dry-run", "--texts", "headline"},
          {"--dry-run", "--resume"}
        }) {
      String[] arguments = new String[wrong.length + 1];
      arguments[0] = "gpu";
      System.arraycopy(wrong, 0, arguments, 1, wrong.length);
      assertEquals(2, run(arguments), String.join(" ", arguments));
    }
  }

  private int dryRun(Path results) {
    return run(
        "gpu",
        "--dry-run",
        "--pytorch",
        "none",
        "--work",
        folder.resolve("work").toString(),
        "-o",
        results.toString());
  }

  private int run(String... arguments) {
    return BenchCommand.commandLine(new PrintWriter(out, true), new PrintWriter(err, true))
        .execute(arguments);
  }
}
