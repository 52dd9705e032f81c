package io.heed.bench.gpu;

import io.heed.bench.error.BenchException;
import io.heed.bench.error.BenchException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * PyTorch in a process of its own: the script of this package, told what to measure by a file, in a
 * time of which it is cut off. Where it is not there, a cell says why. Confined to one thread.
 */
final class PeerRun {
  private static final String SCRIPT = "pytorch_peer.py";
  private static final double FORMS = 3;
  private static final double COMPILING_SECONDS = 25; // of a cell, about
  private static final double START_SECONDS = 60;
  private static final int TOLD = 400;
  private static final TypeReference<Map<String, Object>> CELL = new TypeReference<>() {};

  private final GpuSettings settings;
  private final Consumer<String> log;

  PeerRun(GpuSettings settings, Consumer<String> log) {
    this.settings = settings;
    this.log = log;
  }

  /** The cells of PyTorch for a model. */
  List<Map<String, Object>> measure(GpuJob job) {
    Map<String, Object> cell = GpuJobs.named(job, "pytorch");
    if (settings.python().isEmpty()) {
      return List.of(GpuJobs.skipped(cell, "not asked for: --pytorch none"));
    }
    String python = settings.python().get();
    if (MemoryWatch.ask(List.of(python, "-c", "import torch; print(torch.__version__)"))
        .isEmpty()) {
      return List.of(
          GpuJobs.skipped(
              cell, python + ": not there, or it cannot import torch: PyTorch not run"));
    }
    try {
      return run(python, job);
    } catch (IOException e) {
      throw new BenchException(Kind.IO, "pytorch: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException(Kind.RUN, "pytorch: interrupted", e);
    }
  }

  private List<Map<String, Object>> run(String python, GpuJob job)
      throws IOException, InterruptedException {
    Path script = settings.work().resolve(SCRIPT);
    Path plan = settings.work().resolve("peer-" + job.shape() + ".json");
    Path errors = settings.work().resolve("peer-" + job.shape() + ".log");
    Path output = settings.work().resolve("peer-" + job.shape() + ".out");
    Files.createDirectories(settings.work());
    try (InputStream in = PeerRun.class.getResourceAsStream(SCRIPT)) {
      if (in == null) {
        throw new BenchException(Kind.IO, SCRIPT + ": not in this module's jar");
      }
      Files.write(script, in.readAllBytes());
    }
    Files.writeString(plan, PeerPlan.json(settings, job.shape()));
    double limit = limitSeconds();
    log.accept("pytorch: at most " + Math.round(limit) + " s, messages in " + errors);
    Process process =
        new ProcessBuilder(python, script.toString(), plan.toString())
            .redirectError(errors.toFile())
            .redirectOutput(output.toFile())
            .start();
    process.getOutputStream().close();
    boolean ended = process.waitFor(Math.round(limit), TimeUnit.SECONDS);
    if (!ended) {
      process.destroyForcibly().waitFor();
    }
    String reason =
        !ended
            ? "cut off after " + Math.round(limit) + " s"
            : process.exitValue() == 0
                ? ""
                : "exit status " + process.exitValue() + ": " + tail(errors);
    return cells(Files.readString(output, StandardCharsets.UTF_8), reason, job);
  }

  /** In proportion to what there is to measure: three forms of each cell. */
  private double limitSeconds() {
    int cells =
        settings.batches().size() * settings.lengths().size()
            + GpuPlan.mixedBatches(settings).size();
    return Math.min(
        settings.budgetSeconds() / 3,
        START_SECONDS + cells * (COMPILING_SECONDS + FORMS * settings.secondsPerCell()));
  }

  /**
   * Cells from what the script printed: an object a line, the last of them a summary; what was
   * printed before it was cut off counts.
   */
  static List<Map<String, Object>> cells(String printed, String reason, GpuJob job) {
    List<Map<String, Object>> cells = new ArrayList<>();
    for (String line : printed.lines().filter(each -> each.startsWith("{")).toList()) {
      try {
        JsonNode node = JsonMapper.shared().readTree(line);
        if (node instanceof ObjectNode && node.has("contestant")) {
          cells.add(JsonMapper.shared().convertValue(node, CELL));
        }
      } catch (JacksonException e) {
        break; // the line that was being written when it was cut off
      }
    }
    if (!reason.isEmpty() || cells.isEmpty()) {
      Map<String, Object> cell = GpuJobs.named(job, "pytorch");
      cell.put("status", "failed");
      cell.put("reason", reason.isEmpty() ? "the script printed no cells" : reason);
      cells.add(cell);
    }
    return cells;
  }

  private static String tail(Path errors) throws IOException {
    String text = Files.readString(errors, StandardCharsets.UTF_8).strip();
    return text.substring(Math.max(0, text.length() - TOLD)).replaceAll("\\s*\\R\\s*", "; ");
  }
}
