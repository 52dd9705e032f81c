package io.heed.bench.throughput;

import io.heed.bench.encoder.TokenSource;
import io.heed.bench.report.MarkdownTable;
import io.heed.bench.report.Spread;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a throughput run says: texts a second and, within each round, how many times those of the
 * rival, which is the best of the rivals by the middle of its rounds. Immutable.
 *
 * @param settings what was run and on what, by name
 * @param differences by contestant; see {@link Agreement#largestDifferences}
 * @param series one for each contestant and source of token ids
 */
public record ThroughputReport(
    Map<String, Object> settings, Map<String, Double> differences, List<Series> series) {
  /** Below these, a median says little on a machine that changes its speed. */
  private static final int ROUNDS_FOR_A_FIGURE = 5;

  /** Copies nothing: both are the report's. */
  public ThroughputReport {
    if (series.stream().noneMatch(Series::rival)) {
      throw new IllegalArgumentException("series: no rival among them, expected one or more");
    }
  }

  /** The rival for a source of token ids. */
  Series rival(TokenSource tokens) {
    return series.stream()
        .filter(one -> one.rival() && one.tokens() == tokens)
        .max(Comparator.comparingDouble(one -> rates(one).median()))
        .orElseThrow();
  }

  /** How many times the rival's texts a second, round by round. */
  static double[] ratios(Series one, Series rival) {
    return IntStream.range(0, one.textsPerSecond().size())
        .mapToDouble(i -> one.textsPerSecond().get(i) / rival.textsPerSecond().get(i))
        .toArray();
  }

  /** Tables that read as plain text too. */
  public String markdown() {
    StringBuilder report = new StringBuilder();
    settings.forEach((name, value) -> report.append(name).append(": ").append(value).append('\n'));
    for (TokenSource tokens : TokenSource.values()) {
      Series rival = rival(tokens);
      report
          .append(tokens == TokenSource.TOKENIZER ? "\n## Text to vector" : "\n## Prepared ids")
          .append("\n\nThe rival is the best of the padded ones: ")
          .append(rival.contestant())
          .append(".\n\n")
          .append(table(tokens, rival));
    }
    MarkdownTable vectors = new MarkdownTable("contestant", "largest difference");
    differences.forEach((name, most) -> vectors.row(List.of(name, number("%.1e", most))));
    report.append("\n## Vectors, beside those of one text a run\n\n").append(vectors);
    int rounds = series.get(0).textsPerSecond().size();
    if (rounds < ROUNDS_FOR_A_FIGURE) {
      report
          .append("\nRounds: ")
          .append(rounds)
          .append(", expected 5 or more; these are no figures.\n");
    }
    return report.toString();
  }

  /** Everything, for other tools. */
  public String json() {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("kind", "throughput");
    root.put("settings", settings);
    List<Object> rows = new ArrayList<>();
    for (Series one : series) {
      Series rival = rival(one.tokens());
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("contestant", one.contestant());
      row.put("tokens", one.tokens().name().toLowerCase(Locale.ROOT));
      row.put("isRival", one.rival());
      row.put("rival", rival.contestant());
      row.put("textsPerSecond", one.textsPerSecond());
      row.put("timesRival", ratios(one, rival));
      rows.add(row);
    }
    root.put("largestDifferences", differences);
    root.put("series", rows);
    return JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build()
            .writeValueAsString(root)
        + "\n";
  }

  private MarkdownTable table(TokenSource tokens, Series rival) {
    List<String> header =
        new ArrayList<>(
            List.of("contestant", "texts/s", "least–most", "times rival", "least–most"));
    int rounds = rival.textsPerSecond().size();
    IntStream.rangeClosed(1, rounds).forEach(round -> header.add("round " + round));
    MarkdownTable table = new MarkdownTable(header.toArray(String[]::new));
    for (Series one : series) {
      if (one.tokens() == tokens) {
        double[] ratios = ratios(one, rival);
        List<String> cells = new ArrayList<>(List.of(one.contestant()));
        cells.addAll(cells(rates(one), "%.1f"));
        cells.addAll(cells(Spread.of(ratios), "%.2f"));
        for (double ratio : ratios) {
          cells.add(number("%.2f", ratio));
        }
        table.row(cells);
      }
    }
    return table;
  }

  private static Spread rates(Series one) {
    return Spread.of(one.textsPerSecond().stream().mapToDouble(Double::doubleValue).toArray());
  }

  private static List<String> cells(Spread spread, String format) {
    return List.of(
        number(format, spread.median()),
        number(format, spread.least()) + "–" + number(format, spread.most()));
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
