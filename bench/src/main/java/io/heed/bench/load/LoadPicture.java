package io.heed.bench.load;

import static io.heed.bench.report.SvgPlot.map;

import io.heed.bench.report.SvgPlot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** Latency over the rate of arrivals, a line for each percentile. Stateless. */
final class LoadPicture {
  private static final int WIDTH = 860;
  private static final int HEIGHT = 480;

  private LoadPicture() {}

  static String svg(List<LoadStep> steps, boolean multiples) {
    List<Object> rates = new ArrayList<>();
    List<Object> millis = new ArrayList<>();
    List<Object> lines = new ArrayList<>();
    List<Object> order = new ArrayList<>();
    for (double percentile : Latencies.PERCENTILES) {
      String line = "p" + String.valueOf(percentile).replaceFirst("\\.0$", "");
      for (LoadStep step : steps) {
        OptionalDouble value = step.result().latencies().millis(percentile);
        if (value.isPresent()) {
          rates.add(multiples ? step.load() : step.result().ratePerSecond());
          millis.add(value.getAsDouble());
          lines.add(line);
          if (!order.contains(line)) {
            order.add(line);
          }
        }
      }
    }
    List<Object> layers = new ArrayList<>();
    layers.add(layer("line"));
    layers.add(layer("point"));
    List<Object> scales = new ArrayList<>();
    String rate = multiples ? "arrivals, times the capacity" : "arrivals a second";
    scales.add(map("aesthetic", "x", "name", rate, "limits", fromZero(rates)));
    scales.add(
        map(
            "aesthetic",
            "y",
            "name",
            "ms from intended arrival",
            "trans",
            "log10",
            "breaks",
            breaks()));
    scales.add(map("aesthetic", "color", "name", "", "discrete", true, "limits", order));
    return SvgPlot.render(
        map(
            "kind",
            "plot",
            "data",
            map("rate", rates, "millis", millis, "line", lines),
            "mapping",
            map("x", "rate", "y", "millis", "color", "line"),
            "layers",
            layers,
            "scales",
            scales,
            "ggtitle",
            map("text", "Latency under open-loop load", "subtitle", capacities(steps)),
            "theme",
            map("name", "light", "legend_position", "bottom"),
            "ggsize",
            map("width", WIDTH, "height", HEIGHT)));
  }

  private static Map<String, Object> layer(String geometry) {
    return map("geom", geometry, "size", geometry.equals("line") ? 1.0 : 3.0, "tooltips", "none");
  }

  private static List<Object> fromZero(List<Object> rates) {
    double most = rates.stream().mapToDouble(rate -> (Double) rate).max().orElse(1);
    List<Object> limits = new ArrayList<>();
    limits.add(0.0);
    limits.add(most);
    return limits;
  }

  /** Round numbers from a microsecond to a quarter of an hour. */
  private static List<Object> breaks() {
    List<Object> breaks = new ArrayList<>();
    for (int power = -3; power <= 5; power++) {
      for (int digit : new int[] {1, 2, 5}) {
        breaks.add(digit * Math.pow(10, power));
      }
    }
    return breaks;
  }

  private static String capacities(List<LoadStep> steps) {
    double least = steps.stream().mapToDouble(LoadStep::capacityPerSecond).min().orElse(0);
    double most = steps.stream().mapToDouble(LoadStep::capacityPerSecond).max().orElse(0);
    return "capacity before the steps: " + Math.round(least) + " to " + Math.round(most) + "/s";
  }
}
