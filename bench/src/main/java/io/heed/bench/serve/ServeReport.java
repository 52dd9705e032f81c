package io.heed.bench.serve;

import io.heed.bench.load.Latencies;
import io.heed.bench.load.Outcome;
import io.heed.bench.load.StepResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What a run says, as tables, as JSON with every turn, and as pictures. Immutable. */
public final class ServeReport {
  private final Map<String, Object> settings;
  private final List<Double> bounds;
  private final ServeResult result;

  /**
   * A report.
   *
   * @param settings what was run and on what, by name
   * @param bounds of p99, milliseconds
   */
  ServeReport(Map<String, Object> settings, List<Double> bounds, ServeResult result) {
    this.settings = settings;
    this.bounds = bounds;
    this.result = result;
  }

  /** Tables that read as plain text too. */
  public String markdown() {
    return ServeTables.markdown(settings, bounds, result);
  }

  /** p99 over the rate, service by service; nothing where there were no services to compare. */
  public Optional<String> svg() {
    return result.ramps().isEmpty()
        ? Optional.empty()
        : Optional.of(ServePicture.svg(result.ramps(), bounds));
  }

  /** Everything, for other tools. */
  public String json() {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("kind", "serve");
    root.put("settings", settings);
    root.put("latencies", result.latencies().stream().map(ServeReport::row).toList());
    root.put("saturation", result.saturation());
    root.put("overloads", result.overloads().stream().map(ServeReport::row).toList());
    root.put("ramps", result.ramps().stream().map(this::row).toList());
    root.put("notRun", result.absent());
    return JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build()
            .writeValueAsString(root)
        + "\n";
  }

  private static Map<String, Object> row(LatencyTurn turn) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("round", turn.round());
    row.put("contestant", turn.contestant());
    row.putAll(row(turn.result(), true));
    return row;
  }

  private static Map<String, Object> row(OverloadTurn turn) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("round", turn.round());
    row.put("contestant", turn.contestant());
    row.put("capacityPerSecond", turn.capacityPerSecond());
    row.putAll(row(turn.result(), true));
    row.put("refusals", turn.result().refusals());
    return row;
  }

  private Map<String, Object> row(RampTurn turn) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("round", turn.round());
    row.put("service", turn.service());
    row.put("family", turn.family());
    row.put("capacityPerSecond", turn.capacityPerSecond());
    Map<String, Object> held = new LinkedHashMap<>();
    bounds.forEach(bound -> held.put(String.valueOf(bound), turn.highestRate(bound)));
    row.put("highestRateByP99Millis", held);
    List<Object> steps = new ArrayList<>();
    turn.steps().forEach(step -> steps.add(row(step, true)));
    row.put("steps", steps);
    return row;
  }

  private static Map<String, Object> row(StepResult step, boolean histogram) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("ratePerSecond", step.ratePerSecond());
    row.put("sent", step.sent());
    Map<String, Object> outcomes = new LinkedHashMap<>();
    for (Outcome outcome : Outcome.values()) {
      outcomes.put(outcome.name().toLowerCase(Locale.ROOT), step.count(outcome));
    }
    row.put("outcomes", outcomes);
    step.firstFailure().ifPresent(failure -> row.put("firstFailure", failure));
    row.put("latencies", histogram ? step.latencies() : percentiles(step.latencies()));
    row.put("sentLateMillis", percentiles(step.sendDelays()));
    return row;
  }

  private static Map<Double, Double> percentiles(Latencies latencies) {
    return latencies.percentileMillis();
  }
}
