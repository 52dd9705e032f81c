package io.heed.bench.serve;

import io.heed.bench.load.Latencies;
import io.heed.bench.load.Outcome;
import io.heed.bench.load.StepResult;
import io.heed.bench.report.MarkdownTable;
import io.heed.bench.report.Spread;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The tables of a run: medians over the rounds, and the least and the most. Stateless. */
final class ServeTables {
  private static final double MICROS = 1e3;

  private ServeTables() {}

  static String markdown(Map<String, Object> settings, List<Double> bounds, ServeResult result) {
    StringBuilder report = new StringBuilder();
    settings.forEach((name, value) -> report.append(name).append(": ").append(value).append('\n'));
    if (!result.latencies().isEmpty()) {
      report.append("\n## Latency at low load, µs from the intended arrival\n\n");
      report.append(latencies(result.latencies()));
    }
    if (!result.saturation().isEmpty()) {
      report.append("\n## Texts a second when there is always enough to do\n\n");
      report.append(saturation(result.saturation()));
    }
    if (!result.overloads().isEmpty()) {
      report.append("\n## Asked for twice of what it can do, ms from the intended arrival\n\n");
      report.append(overloads(result.overloads()));
    }
    if (!result.ramps().isEmpty()) {
      report.append("\n## The highest rate held, by the bound of p99\n\n");
      report.append(ramps(result.ramps(), bounds));
    }
    result
        .absent()
        .forEach((who, why) -> report.append("\nNot run: ").append(who).append(": ").append(why));
    return report.append('\n').toString();
  }

  private static MarkdownTable latencies(List<LatencyTurn> turns) {
    MarkdownTable table =
        new MarkdownTable(
            "contestant", "arrivals/s", "p50", "p90", "p99", "p50 above in process", "least–most");
    for (double rate : turns.stream().map(LatencyTurn::ratePerSecond).distinct().toList()) {
      List<LatencyTurn> at =
          turns.stream()
              .filter(turn -> turn.ratePerSecond() == rate)
              .sorted(Comparator.comparingInt(LatencyTurn::round))
              .toList();
      double[] base = micros(at, OwnContestants.IN_PROCESS, 50);
      for (String contestant :
          at.stream().map(LatencyTurn::contestant).distinct().sorted().toList()) {
        double[] median = micros(at, contestant, 50);
        double[] above = median.clone();
        for (int round = 0; round < above.length; round++) {
          above[round] -= base[round];
        }
        Spread overhead = Spread.of(above);
        boolean answers = !OwnContestants.BASELINES.contains(contestant);
        table.row(
            List.of(
                contestant,
                number("%.0f", rate),
                number("%.0f", Spread.of(median).median()),
                number("%.0f", Spread.of(micros(at, contestant, 90)).median()),
                number("%.0f", Spread.of(micros(at, contestant, 99)).median()),
                answers ? number("%.0f", overhead.median()) : "",
                answers ? range("%.0f", overhead) : ""));
      }
    }
    return table;
  }

  private static double[] micros(List<LatencyTurn> turns, String contestant, double percentile) {
    return turns.stream()
        .filter(turn -> turn.contestant().equals(contestant))
        .mapToDouble(
            turn -> turn.result().latencies().millis(percentile).orElse(Double.NaN) * MICROS)
        .toArray();
  }

  private static MarkdownTable saturation(List<SaturationTurn> turns) {
    MarkdownTable table =
        new MarkdownTable(
            "contestant",
            "texts/s",
            "least–most",
            "of in process",
            "least–most",
            "processor µs a text",
            "in process, of its");
    double[] base = figures(turns, OwnContestants.IN_PROCESS, SaturationTurn::textsPerSecond);
    double[] baseCpu = figures(turns, OwnContestants.IN_PROCESS, SaturationTurn::cpuMicrosPerText);
    for (String contestant :
        turns.stream().map(SaturationTurn::contestant).distinct().sorted().toList()) {
      double[] rates = figures(turns, contestant, SaturationTurn::textsPerSecond);
      double[] cpu = figures(turns, contestant, SaturationTurn::cpuMicrosPerText);
      double[] shares = rates.clone();
      double[] cpuShares = cpu.clone();
      for (int round = 0; round < shares.length; round++) {
        shares[round] *= 100 / base[round];
        cpuShares[round] = 100 * baseCpu[round] / cpu[round];
      }
      table.row(
          List.of(
              contestant,
              number("%.0f", Spread.of(rates).median()),
              range("%.0f", Spread.of(rates)),
              number("%.1f %%", Spread.of(shares).median()),
              range("%.1f", Spread.of(shares)),
              number("%.1f", Spread.of(cpu).median()),
              number("%.1f %%", Spread.of(cpuShares).median())));
    }
    return table;
  }

  private static double[] figures(
      List<SaturationTurn> turns, String contestant, ToDoubleFunction<SaturationTurn> figure) {
    return turns.stream()
        .filter(turn -> turn.contestant().equals(contestant))
        .sorted(Comparator.comparingInt(SaturationTurn::round))
        .mapToDouble(figure)
        .toArray();
  }

  private static MarkdownTable overloads(List<OverloadTurn> turns) {
    MarkdownTable table =
        new MarkdownTable(
            "contestant",
            "asked/s",
            "answered/s",
            "refused",
            "failed",
            "refusal p50",
            "refusal p99",
            "least–most",
            "answer p99",
            "generator late p99");
    for (String contestant :
        turns.stream().map(OverloadTurn::contestant).distinct().sorted().toList()) {
      ToDoubleFunction<ToDoubleFunction<StepResult>> median =
          figure -> of(turns, contestant, figure).median();
      Spread refusals = of(turns, contestant, step -> millis(step.refusals(), 99));
      table.row(
          List.of(
              contestant,
              number("%.0f", median.applyAsDouble(StepResult::ratePerSecond)),
              number("%.0f", median.applyAsDouble(StepResult::goodputPerSecond)),
              number("%.1f %%", median.applyAsDouble(step -> share(step, Outcome.REFUSED))),
              number("%.1f %%", median.applyAsDouble(step -> share(step, Outcome.FAILED))),
              number("%.2f", median.applyAsDouble(step -> millis(step.refusals(), 50))),
              number("%.2f", refusals.median()),
              range("%.2f", refusals),
              number("%.1f", median.applyAsDouble(step -> millis(step.latencies(), 99))),
              number("%.2f", median.applyAsDouble(step -> millis(step.sendDelays(), 99)))));
    }
    return table;
  }

  private static Spread of(
      List<OverloadTurn> turns, String contestant, ToDoubleFunction<StepResult> figure) {
    return Spread.of(
        turns.stream()
            .filter(turn -> turn.contestant().equals(contestant))
            .mapToDouble(turn -> figure.applyAsDouble(turn.result()))
            .toArray());
  }

  private static double share(StepResult step, Outcome outcome) {
    return 100.0 * step.count(outcome) / step.sent();
  }

  private static double millis(Latencies latencies, double percentile) {
    return latencies.millis(percentile).orElse(Double.NaN);
  }

  private static MarkdownTable ramps(List<RampTurn> turns, List<Double> bounds) {
    List<String> header = new ArrayList<>(List.of("service", "closed loop/s"));
    for (double bound : bounds) {
      header.add("p99 ≤ " + number("%.0f ms", bound) + ", /s");
      header.add("least–most");
      header.add("Heed's, times");
      header.add("least–most");
    }
    MarkdownTable table = new MarkdownTable(header.toArray(String[]::new));
    for (String service : turns.stream().map(RampTurn::service).distinct().sorted().toList()) {
      List<String> cells = new ArrayList<>(List.of(service));
      cells.add(
          number("%.0f", Spread.of(by(turns, service, RampTurn::capacityPerSecond)).median()));
      for (double bound : bounds) {
        double[] held = by(turns, service, turn -> turn.highestRate(bound));
        double[] times = heed(turns, bound);
        for (int round = 0; round < times.length; round++) {
          times[round] /= held[round];
        }
        cells.add(number("%.0f", Spread.of(held).median()));
        cells.add(range("%.0f", Spread.of(held)));
        cells.add(number("%.2f", Spread.of(times).median()));
        cells.add(range("%.2f", Spread.of(times)));
      }
      table.row(cells);
    }
    return table;
  }

  private static double[] heed(List<RampTurn> turns, double bound) {
    String service =
        turns.stream()
            .filter(turn -> turn.family().equals(Peers.HEED))
            .map(RampTurn::service)
            .findFirst()
            .orElseThrow();
    return by(turns, service, turn -> turn.highestRate(bound));
  }

  private static double[] by(
      List<RampTurn> turns, String service, ToDoubleFunction<RampTurn> figure) {
    return turns.stream()
        .filter(turn -> turn.service().equals(service))
        .sorted(Comparator.comparingInt(RampTurn::round))
        .mapToDouble(figure)
        .toArray();
  }

  private static String range(String format, Spread spread) {
    return number(format, spread.least()) + "–" + number(format, spread.most());
  }

  private static String number(String format, double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, format, value) : "-";
  }
}
