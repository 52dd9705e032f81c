package io.heed.bench.report;

import io.heed.bench.error.BenchException;
import io.heed.bench.error.BenchException.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;

/**
 * The report on a run of {@link io.heed.bench.ClassifyBenchmark}: for each set of parameters where
 * the time of classify goes, of a typical call and of the mean, and the percentiles. Immutable.
 */
public final class ClassifyReport {
  private static final List<Double> PERCENTILES = List.of(50.0, 90.0, 99.0, 99.9);

  private final String setting;
  private final List<Group> groups;

  private ClassifyReport(String setting, List<Group> groups) {
    this.setting = setting;
    this.groups = groups;
  }

  /**
   * The results of one set of parameters.
   *
   * @param typical of the medians of the calls, {@code means} of the means; each where its mode ran
   */
  private record Group(
      SortedMap<String, String> params,
      Optional<ClassifyBreakdown> typical,
      Optional<ClassifyBreakdown> means,
      List<JmhResult> samples) {
    /** The typical call where there is one: a preempted call is in every mean. */
    ClassifyBreakdown best() {
      return typical.or(() -> means).orElseThrow();
    }
  }

  /**
   * Reads the JSON that JMH wrote.
   *
   * @throws BenchException of kind IO or INPUT; the message names the file and what is wrong in it
   */
  public static ClassifyReport read(Path file) {
    List<JmhResult> results = JmhResultFile.read(file);
    Map<SortedMap<String, String>, List<JmhResult>> byParams = new LinkedHashMap<>();
    for (JmhResult result : results) {
      if (!result.forkMicros().isEmpty()) {
        byParams.computeIfAbsent(result.params(), params -> new ArrayList<>()).add(result);
      }
    }
    if (byParams.isEmpty()) {
      throw new BenchException(
          Kind.INPUT,
          file
              + ": no results in mode avgt or sample, expected those of "
              + ClassifyBreakdown.REQUIRED);
    }
    List<Group> groups = new ArrayList<>();
    try {
      byParams.forEach(
          (params, group) ->
              groups.add(
                  new Group(
                      params,
                      breakdown(inMode("sample", group)),
                      breakdown(inMode("avgt", group)),
                      inMode("sample", group))));
    } catch (BenchException e) {
      throw new BenchException(e.kind(), file + ": " + e.getMessage(), e);
    }
    return new ClassifyReport(results.get(0).setting(), groups);
  }

  /** The report in Markdown, which reads as plain text too. */
  public String markdown() {
    StringBuilder report = new StringBuilder(setting).append(".\n");
    for (Group group : groups) {
      report.append("\n## ").append(title(group.params())).append('\n');
      group
          .typical()
          .ifPresent(breakdown -> append(report, "The typical call (median)", breakdown));
      group.means().ifPresent(breakdown -> append(report, "The mean of the calls", breakdown));
      if (!group.samples().isEmpty()) {
        report.append('\n').append(percentileTable(group.samples()));
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
      bars.put(name, group.best());
    }
    return BreakdownPicture.svg(words(common), bars);
  }

  private static List<JmhResult> inMode(String mode, List<JmhResult> results) {
    return results.stream().filter(result -> result.mode().equals(mode)).toList();
  }

  private static Optional<ClassifyBreakdown> breakdown(List<JmhResult> results) {
    Map<String, JmhResult> byBenchmark = new LinkedHashMap<>();
    results.forEach(result -> byBenchmark.put(result.benchmark(), result));
    return results.isEmpty() ? Optional.empty() : Optional.of(ClassifyBreakdown.of(byBenchmark));
  }

  private static void append(StringBuilder report, String title, ClassifyBreakdown breakdown) {
    Spread overFloor = breakdown.overFloor();
    report.append('\n').append(title).append(":\n\n").append(table(breakdown));
    report
        .append("\nclassify takes ")
        .append(number("%.2f", overFloor.median()))
        .append(" times tokenizer + bare run (")
        .append(range(overFloor, "%.2f"))
        .append(" over the rounds).\n");
  }

  private static String title(SortedMap<String, String> params) {
    return params.isEmpty() ? "without parameters" : words(params.entrySet());
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
