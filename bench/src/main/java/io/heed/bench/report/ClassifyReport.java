package io.heed.bench.report;

import io.heed.bench.error.BenchException;
import io.heed.bench.error.BenchException.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The report on a run of {@link io.heed.bench.ClassifyBenchmark}: for each set of parameters where
 * the time of classify goes, and the percentiles. Immutable.
 */
public final class ClassifyReport {
  private static final List<Double> PERCENTILES = List.of(50.0, 90.0, 99.0, 99.9);

  private final String setting;
  private final Map<SortedMap<String, String>, ClassifyBreakdown> breakdowns;
  private final Map<SortedMap<String, String>, List<JmhResult>> samples;

  private ClassifyReport(
      String setting,
      Map<SortedMap<String, String>, ClassifyBreakdown> breakdowns,
      Map<SortedMap<String, String>, List<JmhResult>> samples) {
    this.setting = setting;
    this.breakdowns = breakdowns;
    this.samples = samples;
  }

  /**
   * Reads the JSON that JMH wrote.
   *
   * @throws BenchException of kind IO or INPUT; the message names the file and what is wrong in it
   */
  public static ClassifyReport read(Path file) {
    List<JmhResult> results = JmhResultFile.read(file);
    Map<SortedMap<String, String>, Map<String, JmhResult>> means = new LinkedHashMap<>();
    Map<SortedMap<String, String>, List<JmhResult>> samples = new LinkedHashMap<>();
    for (JmhResult result : results) {
      if (result.mode().equals("avgt")) {
        means
            .computeIfAbsent(result.params(), params -> new LinkedHashMap<>())
            .put(result.benchmark(), result);
      } else if (result.mode().equals("sample")) {
        samples.computeIfAbsent(result.params(), params -> new ArrayList<>()).add(result);
      }
    }
    Map<SortedMap<String, String>, ClassifyBreakdown> breakdowns = new LinkedHashMap<>();
    try {
      means.forEach((params, group) -> breakdowns.put(params, ClassifyBreakdown.of(group)));
    } catch (BenchException e) {
      throw new BenchException(e.kind(), file + ": " + e.getMessage(), e);
    }
    if (breakdowns.isEmpty()) {
      throw new BenchException(
          Kind.INPUT,
          file + ": no results in mode avgt, expected those of " + ClassifyBreakdown.REQUIRED);
    }
    return new ClassifyReport(results.get(0).setting(), breakdowns, samples);
  }

  /** The report in Markdown, which reads as plain text too. */
  public String markdown() {
    StringBuilder report = new StringBuilder(setting).append(".\n");
    breakdowns.forEach(
        (params, breakdown) -> {
          report.append("\n## ").append(title(params)).append("\n\n");
          report.append(breakdownTable(breakdown)).append('\n');
          report.append(
              String.format(
                  Locale.ROOT,
                  "classify takes %.2f times tokenizer + bare run (%s over the rounds).\n",
                  breakdown.overFloor().median(),
                  range(breakdown.overFloor(), "%.2f")));
          List<JmhResult> sampled = samples.getOrDefault(params, List.of());
          if (!sampled.isEmpty()) {
            report.append('\n').append(percentileTable(sampled));
          }
        });
    return report.toString();
  }

  /** The breakdowns as stacked bars, one for each set of parameters; SVG. */
  public String svg() {
    Set<Map.Entry<String, String>> common =
        new TreeSet<>(
            Map.Entry.<String, String>comparingByKey().thenComparing(Map.Entry.comparingByValue()));
    breakdowns.keySet().forEach(params -> common.addAll(params.entrySet()));
    breakdowns.keySet().forEach(params -> common.retainAll(params.entrySet()));
    Map<String, ClassifyBreakdown> bars = new LinkedHashMap<>();
    breakdowns.forEach(
        (params, breakdown) ->
            bars.put(
                params.entrySet().stream()
                    .filter(param -> breakdowns.size() == 1 || !common.contains(param))
                    .map(Map.Entry::getValue)
                    .collect(Collectors.joining("\n")),
                breakdown));
    return BreakdownPicture.svg(words(common), bars);
  }

  private static String title(SortedMap<String, String> params) {
    return params.isEmpty() ? "without parameters" : words(params.entrySet());
  }

  private static String words(Set<Map.Entry<String, String>> params) {
    return params.stream()
        .map(param -> param.getKey() + " " + param.getValue())
        .collect(Collectors.joining(", "));
  }

  private static String breakdownTable(ClassifyBreakdown breakdown) {
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
