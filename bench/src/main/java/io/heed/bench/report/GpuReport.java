package io.heed.bench.report;

import io.heed.bench.error.BenchException;
import io.heed.bench.error.BenchException.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** What a run of {@code heed bench gpu} says, from its raw results. Immutable. */
public final class GpuReport {
  private static final String DASH = "-";

  private final JsonNode root;

  private GpuReport(JsonNode root) {
    this.root = root;
  }

  /**
   * Over the JSON of a run.
   *
   * @throws BenchException of kind INPUT if it is none
   */
  public static GpuReport of(JsonNode root) {
    if (!isGpu(root) || !root.path("cells").isArray() || !root.path("jobs").isArray()) {
      throw new BenchException(
          Kind.INPUT, "found no results of heed bench gpu, expected kind, jobs and cells");
    }
    return new GpuReport(root);
  }

  /** Whether raw results are of this kind. */
  public static boolean isGpu(JsonNode root) {
    return root.path("kind").asString("").equals("gpu");
  }

  /** Jobs that failed and graphs that gave wrong answers, each with its reason. */
  public List<String> failures() {
    List<String> failures = new ArrayList<>();
    for (JsonNode job : root.path("jobs")) {
      if (text(job, "status").equals("failed")) {
        failures.add(text(job, "id") + ": " + text(job, "reason"));
      }
    }
    for (JsonNode cell : root.path("cells")) {
      String status = text(cell, "status");
      if (status.equals("incorrect") || status.equals("failed")) {
        failures.add(
            text(cell, "job")
                + ", "
                + text(cell, "contestant")
                + ": "
                + status
                + ": "
                + text(cell, "reason"));
      }
    }
    return failures;
  }

  /** Tables that read as plain text too. */
  public String markdown() {
    StringBuilder page = new StringBuilder();
    JsonNode settings = root.path("settings");
    if (settings.path("dryRun").asBoolean(false)) {
      page.append(
          "**A dry run: it shows that everything runs. None of its figures mean anything.**\n\n");
    }
    for (Map.Entry<String, JsonNode> each : settings.properties()) {
      if (each.getValue().isObject()) {
        for (Map.Entry<String, JsonNode> inner : each.getValue().properties()) {
          setting(page, inner.getKey(), inner.getValue());
        }
      } else {
        setting(page, each.getKey(), each.getValue());
      }
    }
    table(page, "Peak of matrix products", "peak");
    table(page, "Whole length", "full");
    table(page, "Mixed lengths", "mixed");
    ratios(page);
    table(page, "Through the engine", "engine");
    table(page, "PyTorch", "peer");
    soak(page);
    list(page, "Failed", failures());
    list(page, "Not run", notRun());
    return page.toString();
  }

  /** SVG by name; those without a value are left out. */
  public Map<String, String> pictures() {
    Map<String, String> pictures = new LinkedHashMap<>();
    GpuPicture picture = new GpuPicture(root.path("cells"));
    picture.latency().ifPresent(svg -> pictures.put("latency", svg));
    picture.throughput().ifPresent(svg -> pictures.put("throughput", svg));
    picture.mixed().ifPresent(svg -> pictures.put("mixed", svg));
    return pictures;
  }

  private static void setting(StringBuilder page, String name, JsonNode value) {
    page.append("- ")
        .append(name)
        .append(": ")
        .append(value.asString(value.toString()))
        .append('\n');
  }

  private void table(StringBuilder page, String title, String kind) {
    MarkdownTable table =
        new MarkdownTable(
            "model",
            "precision",
            "batch",
            "tokens",
            "contestant",
            "p50 ms",
            "p99 ms",
            "texts/s",
            "real tokens/s",
            "TFLOP/s",
            "of peak",
            "memory MiB",
            "lowest cosine");
    int rows = 0;
    for (JsonNode cell : cells(kind)) {
      if (text(cell, "status").equals("ok")) {
        rows++;
        table.row(
            List.of(
                or(text(cell, "model")),
                text(cell, "precision"),
                or(cell.path("batch").asString("")),
                or(cell.path("length").asString("")),
                text(cell, "contestant"),
                number(cell, "p50Millis", "%.3f"),
                number(cell, "p99Millis", "%.3f"),
                number(cell, "sequencesPerSecond", "%.1f"),
                number(cell, "realTokensPerSecond", "%.0f"),
                number(cell, "teraflops", "%.3f"),
                percent(cell.path("ofPeak")),
                memory(cell.path("memory")),
                number(cell.path("check"), "cosine", "%.6f")));
      }
    }
    if (rows > 0) {
      page.append("\n## ").append(title).append("\n\n").append(table);
    }
  }

  /** Padding-free over padded, of the same rows in turns. */
  private void ratios(StringBuilder page) {
    Map<String, Double> padded = new LinkedHashMap<>();
    Map<String, Double> free = new LinkedHashMap<>();
    for (JsonNode cell : cells("mixed")) {
      double rate = cell.path("sequencesPerSecond").asDouble(0);
      if (rate > 0) {
        (text(cell, "contestant").equals("padded") ? padded : free).put(text(cell, "job"), rate);
      }
    }
    free.forEach(
        (job, rate) -> {
          Double other = padded.get(job);
          if (other != null) {
            page.append(
                String.format(
                    Locale.ROOT, "\n%s: padding-free is %.2f times padded\n", job, rate / other));
          }
        });
  }

  private void soak(StringBuilder page) {
    for (JsonNode cell : cells("soak")) {
      if (text(cell, "status").equals("ok")) {
        page.append("\n## Soak\n\n")
            .append(
                String.format(
                    Locale.ROOT,
                    "%d runs of mixed shapes; device memory in MiB: first %s, last %s, peak %s\n",
                    cell.path("runs").asLong(),
                    memory(cell.path("firstMiB").asLong(-1)),
                    memory(cell.path("lastMiB").asLong(-1)),
                    memory(cell.path("memory"))));
      }
    }
  }

  private List<String> notRun() {
    List<String> left = new ArrayList<>();
    for (JsonNode cell : root.path("cells")) {
      if (text(cell, "status").equals("skipped")) {
        left.add(text(cell, "job") + ", " + text(cell, "contestant") + ": " + text(cell, "reason"));
      }
    }
    for (JsonNode job : root.path("jobs")) {
      if (text(job, "status").equals("left")) {
        left.add(text(job, "id") + ": " + text(job, "reason"));
      }
    }
    return left;
  }

  private static void list(StringBuilder page, String title, List<String> lines) {
    if (!lines.isEmpty()) {
      page.append("\n## ").append(title).append("\n\n");
      lines.forEach(line -> page.append("- ").append(line).append('\n'));
    }
  }

  private List<JsonNode> cells(String kind) {
    List<JsonNode> cells = new ArrayList<>();
    for (JsonNode cell : root.path("cells")) {
      if (text(cell, "kind").equals(kind)) {
        cells.add(cell);
      }
    }
    return cells;
  }

  private static String memory(JsonNode memory) {
    return memory(memory.path("peakMiB").asLong(-1));
  }

  private static String memory(long mebibytes) {
    return mebibytes < 0 ? DASH : Long.toString(mebibytes);
  }

  private static String percent(JsonNode share) {
    return share.isNumber() ? String.format(Locale.ROOT, "%.1f %%", 100 * share.asDouble()) : DASH;
  }

  private static String number(JsonNode node, String name, String format) {
    JsonNode value = node.path(name);
    return value.isNumber() ? String.format(Locale.ROOT, format, value.asDouble()) : DASH;
  }

  private static String or(String text) {
    return text.isEmpty() ? DASH : text;
  }

  private static String text(JsonNode node, String name) {
    return node.path(name).asString("");
  }
}
