package io.heed.bench.report;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The report on a run of {@code LoopbackTurnsBenchmark}: what a call takes, and what it takes above
 * one in process, fork by fork. Immutable.
 */
public final class LoopbackReport {
  /** In process, on a lane's thread, as a server's request is run. */
  private static final String BASE = "async";

  private static final String ECHO = "echo";

  private final String setting;
  private final Map<String, List<Double>> forks;

  private LoopbackReport(String setting, Map<String, List<Double>> forks) {
    this.setting = setting;
    this.forks = forks;
  }

  /**
   * Reads the JSON that JMH wrote; nothing if it is of other benchmarks.
   *
   * @throws io.heed.bench.error.BenchException of kind IO or INPUT; the message names the file and
   *     what is wrong in it
   */
  public static Optional<LoopbackReport> read(Path file) {
    Map<String, List<Double>> forks = new LinkedHashMap<>();
    String setting = "";
    for (JmhResult result : JmhResultFile.read(file)) {
      if (result.mode().equals(JmhResult.TURNS) && !result.forkMicros().isEmpty()) {
        forks.put(result.benchmark(), result.forkMicros());
        setting = result.setting() + ", " + result.params();
      }
    }
    return forks.containsKey(BASE) && forks.containsKey(ECHO)
        ? Optional.of(new LoopbackReport(setting, forks))
        : Optional.empty();
  }

  /** The report in Markdown, which reads as plain text too. */
  public String markdown() {
    MarkdownTable table =
        new MarkdownTable(
            "call", "µs", "least–most", "above " + BASE, "least–most", "above both it and echo");
    forks.forEach(
        (name, micros) -> {
          Spread all = Spread.of(array(micros));
          boolean port = !name.equals(BASE) && !name.equals(ECHO) && !name.equals("classify");
          Spread above = above(micros, BASE);
          table.row(
              List.of(
                  name,
                  number(all.median()),
                  range(all),
                  name.equals(BASE) || name.equals(ECHO) ? "" : number(above.median()),
                  name.equals(BASE) || name.equals(ECHO) ? "" : range(above),
                  port ? number(above(micros, BASE, ECHO).median()) : ""));
        });
    return setting + ".\n\nMedian of the calls in a fork, medians of the forks:\n\n" + table;
  }

  private Spread above(List<Double> micros, String... bases) {
    double[] rest = array(micros);
    for (String base : bases) {
      List<Double> less = forks.getOrDefault(base, List.of());
      for (int fork = 0; fork < rest.length; fork++) {
        rest[fork] -= less.get(fork);
      }
    }
    return Spread.of(rest);
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static String range(Spread spread) {
    return number(spread.least()) + "–" + number(spread.most());
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.0f", value);
  }
}
