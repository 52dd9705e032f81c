package io.heed.bench.report;

import io.heed.bench.error.BenchException;
import io.heed.bench.error.BenchException.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;

/**
 * The report on a run of {@code ClassifyTurnsBenchmark}, {@code ClassifyBenchmark} or both: for
 * each set of parameters where the time of classify goes, and the percentiles. Immutable.
 */
public final class ClassifyReport {
  private static final List<Double> PERCENTILES = List.of(50.0, 90.0, 99.0, 99.9);

  private final Set<String> settings;
  private final List<Group> groups;

  private ClassifyReport(Set<String> settings, List<Group> groups) {
    this.settings = settings;
    this.groups = groups;
  }

  /** The results of one set of parameters, and how the breakdown was measured. */
  private record Group(
      SortedMap<String, String> params,
      String measured,
      ClassifyBreakdown breakdown,
      List<JmhResult> samples) {}

  /**
   * Reads the JSON that JMH wrote.
   *
   * @throws BenchException of kind IO or INPUT; the message names the file and what is wrong in it
   */
  public static ClassifyReport read(Path file) {
    Set<String> settings = new LinkedHashSet<>();
    Map<SortedMap<String, String>, List<JmhResult>> byParams = new LinkedHashMap<>();
    for (JmhResult result : JmhResultFile.read(file)) {
      if (!result.forkMicros().isEmpty()) {
        settings.add(result.setting());
        byParams.computeIfAbsent(result.params(), params -> new ArrayList<>()).add(result);
      }
    }
    if (byParams.isEmpty()) {
      throw new BenchException(
          Kind.INPUT, file + ": no times a call, expected those of " + ClassifyBreakdown.REQUIRED);
    }
    List<Group> groups = new ArrayList<>();
    try {
      byParams.forEach((params, results) -> groups.add(group(params, results)));
    } catch (BenchException e) {
      throw new BenchException(e.kind(), file + ": " + e.getMessage(), e);
    }
    return new ClassifyReport(settings, groups);
  }

  /** The report in Markdown, which reads as plain text too. */
  public String markdown() {
    StringBuilder report = new StringBuilder();
    settings.forEach(setting -> report.append(setting).append(".\n"));
    for (Group group : groups) {
      Spread overFloor = group.breakdown().overFloor();
      report
          .append("\n## ")
          .append(
              group.params().isEmpty() ? "without parameters" : words(group.params().entrySet()))
          .append("\n\n")
          .append(group.measured())
          .append(":\n\n")
          .append(table(group.breakdown()))
          .append("\nclassify takes ")
          .append(number("%.2f", overFloor.median()))
          .append(" times tokenizer + bare run (")
          .append(range(overFloor, "%.2f"))
          .append(" over the rounds).\n");
      if (!group.samples().isEmpty()) {
        report.append("\nEach alone:\n\n").append(percentileTable(group.samples()));
      }
    }
    return report.toString();
  }

  /** The breakdowns as stacked bars, one for each set of parameters; SVG. */
  public String svg() {
    Set<Map.Entry<String, String>> common = new LinkedHashSet<>(groups.get(0).params().entrySet());
    groups.forEach(group -> common.retainAll(group.params().entrySet()));
    Map<String, ClassifyBreakdown> bars = new LinkedHashMap<>();
    for (Group group : groups) {
      String name =
          group.params().entrySet().stream()
              .filter(param -> groups.size() == 1 || !common.contains(param))
              .map(Map.Entry::getValue)
              .collect(Collectors.joining("\n"));
      bars.put(name, group.breakdown());
    }
    return BreakdownPicture.svg(words(common), bars);
  }

  /** The breakdown of the best measurement there is. */
  private static Group group(SortedMap<String, String> params, List<JmhResult> results) {
    Map<String, OptionalDouble> bytes = new HashMap<>();
    Map<String, Map<String, JmhResult>> byMode = new HashMap<>();
    for (JmhResult result : results) {
      if (result.allocatedBytes().isPresent()) {
        boolean leastOfJmhsOwn = result.mode().equals(JmhResult.MEAN);
        bytes.merge(
            result.benchmark(),
            result.allocatedBytes(),
            (known, found) -> leastOfJmhsOwn ? found : known);
      }
      byMode
          .computeIfAbsent(result.mode(), mode -> new LinkedHashMap<>())
          .put(result.benchmark(), result);
    }
    Map<String, JmhResult> samples = byMode.getOrDefault(JmhResult.SAMPLE, Map.of());
    Map<String, JmhResult> turns = byMode.get(JmhResult.TURNS);
    Map<String, JmhResult> means = byMode.get(JmhResult.MEAN);
    String measured;
    ClassifyBreakdown breakdown;
    if (turns != null) {
      measured = "Median of the calls, all in turns";
      breakdown = ClassifyBreakdown.of(turns, bytes);
    } else if (!samples.isEmpty() || means == null) {
      measured = "Median of the calls, each alone";
      breakdown = ClassifyBreakdown.of(samples, bytes);
    } else {
      measured = "Mean of the calls, each alone";
      breakdown = ClassifyBreakdown.of(means, bytes);
    }
    return new Group(params, measured, breakdown, List.copyOf(samples.values()));
  }

  private static String words(Set<Map.Entry<String, String>> params) {
    return params.stream()
        .map(param -> param.getKey() + " " + param.getValue())
        .collect(Collectors.joining(", "));
  }

  private static String table(ClassifyBreakdown breakdown) {
    MarkdownTable table =
        new MarkdownTable("part", "µs a call", "least–most", "of classify", "least–most", "bytes");
    breakdown.parts().forEach(part -> table.row(cells("", part)));
    table.row(cells("= ", breakdown.classify()));
    breakdown.beside().forEach(part -> table.row(cells("(beside) ", part)));
    return table.toString();
  }

  private static List<String> cells(String sign, Part part) {
    Spread percent =
        new Spread(
            100 * part.share().median(), 100 * part.share().least(), 100 * part.share().most());
    return List.of(
        sign + part.name(),
        number("%.2f", part.micros().median()),
        range(part.micros(), "%.2f"),
        number("%.1f %%", percent.median()),
        range(percent, "%.1f"),
        bytes(part.allocatedBytes()));
  }

  private static String percentileTable(List<JmhResult> sampled) {
    MarkdownTable table = new MarkdownTable("µs a call", "p50", "p90", "p99", "p99.9");
    for (JmhResult result : sampled) {
      List<String> cells = new ArrayList<>(List.of(result.benchmark()));
      for (Double percentile : PERCENTILES) {
        Double micros = result.percentileMicros().get(percentile);
        cells.add(micros == null ? "-" : number("%.1f", micros));
      }
      table.row(cells);
    }
    return table.toString();
  }

  private static String range(Spread spread, String format) {
    return number(format, spread.least()) + "–" + number(format, spread.most());
  }

  private static String bytes(OptionalDouble bytes) {
    return bytes.isEmpty() ? "-" : number("%.0f", bytes.getAsDouble());
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
