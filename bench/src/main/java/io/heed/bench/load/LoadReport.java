package io.heed.bench.load;

import io.heed.bench.report.MarkdownTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a load run says. Immutable.
 *
 * @param settings what was run and on what, by name
 * @param multiples whether the rates were chosen as multiples of the capacity
 */
public record LoadReport(Map<String, Object> settings, boolean multiples, List<LoadStep> steps) {
  /** Tables that read as plain text too. */
  public String markdown() {
    StringBuilder report = new StringBuilder();
    settings.forEach((name, value) -> report.append(name).append(": ").append(value).append('\n'));
    report.append("\n## Latency from the intended arrival, ms\n\n").append(latencyTable());
    report.append("\n## Outcomes\n\n").append(outcomeTable());
    for (LoadStep step : steps) {
      step.result()
          .firstFailure()
          .ifPresent(
              failure ->
                  report
                      .append("\nFirst failure at ")
                      .append(number("%.1f", step.result().ratePerSecond()))
                      .append("/s: ")
                      .append(failure)
                      .append('\n'));
    }
    return report.toString();
  }

  /** Latency over the rate, in multiples of the capacity where it was chosen so; SVG. */
  public String svg() {
    return LoadPicture.svg(steps, multiples);
  }

  /** Everything, for other tools. */
  public String json() {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("kind", "load");
    root.put("settings", settings);
    root.put("steps", steps.stream().map(LoadReport::row).toList());
    return JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build()
            .writeValueAsString(root)
        + "\n";
  }

  private static Map<String, Object> row(LoadStep step) {
    StepResult result = step.result();
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("ratePerSecond", result.ratePerSecond());
    row.put("capacityPerSecond", step.capacityPerSecond());
    row.put("load", step.load());
    row.put("goodputPerSecond", result.goodputPerSecond());
    row.put("goodputOfCapacity", step.goodputShare());
    row.put("sent", result.sent());
    Map<String, Object> outcomes = new LinkedHashMap<>();
    for (Outcome outcome : Outcome.values()) {
      outcomes.put(outcome.name().toLowerCase(Locale.ROOT), result.count(outcome));
    }
    row.put("outcomes", outcomes);
    result.firstFailure().ifPresent(failure -> row.put("firstFailure", failure));
    row.put("latencies", result.latencies());
    row.put("refusals", result.refusals());
    row.put("sendDelays", result.sendDelays());
    return row;
  }

  private MarkdownTable latencyTable() {
    MarkdownTable table =
        new MarkdownTable(
            "arrivals/s", "of capacity", "p50", "p90", "p99", "p99.9", "most", "sent late p99");
    for (LoadStep step : steps) {
      Latencies latencies = step.result().latencies();
      List<String> cells = new ArrayList<>();
      cells.add(number("%.1f", step.result().ratePerSecond()));
      cells.add(number("%.2f", step.load()));
      for (double percentile : Latencies.PERCENTILES) {
        cells.add(percentile(latencies, percentile));
      }
      cells.add(latencies.count() == 0 ? "-" : number("%.2f", latencies.maxMillis()));
      cells.add(percentile(step.result().sendDelays(), 99));
      table.row(cells);
    }
    return table;
  }

  private MarkdownTable outcomeTable() {
    MarkdownTable table =
        new MarkdownTable(
            "arrivals/s",
            "of capacity",
            "sent",
            "ok",
            "refused",
            "late",
            "failed",
            "good/s",
            "of capacity",
            "refusal p99, ms");
    for (LoadStep step : steps) {
      StepResult result = step.result();
      List<String> cells = new ArrayList<>();
      cells.add(number("%.1f", result.ratePerSecond()));
      cells.add(number("%.2f", step.load()));
      cells.add(String.valueOf(result.sent()));
      for (Outcome outcome : Outcome.values()) {
        cells.add(String.valueOf(result.count(outcome)));
      }
      cells.add(number("%.1f", result.goodputPerSecond()));
      cells.add(number("%.2f", step.goodputShare()));
      cells.add(percentile(result.refusals(), 99));
      table.row(cells);
    }
    return table;
  }

  private static String percentile(Latencies latencies, double percentile) {
    OptionalDouble millis = latencies.millis(percentile);
    return millis.isEmpty() ? "-" : number("%.2f", millis.getAsDouble());
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
