package io.heed.bench.serve;

import static io.heed.bench.report.SvgPlot.map;

import io.heed.bench.load.StepResult;
import io.heed.bench.report.SvgPlot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** p99 over the rate of arrivals: a point for each step of each round. Stateless. */
final class ServePicture {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 520;
  private static final double PERCENTILE = 99;
  private static final double HIGHEST_MILLIS = 1000;

  private ServePicture() {}

  static String svg(List<RampTurn> ramps, List<Double> bounds) {
    List<Object> rates = new ArrayList<>();
    List<Object> millis = new ArrayList<>();
    List<Object> services = new ArrayList<>();
    List<Object> turns = new ArrayList<>();
    List<Object> order = new ArrayList<>();
    for (RampTurn ramp : ramps) {
      for (StepResult step : ramp.steps()) {
        OptionalDouble value = step.latencies().millis(PERCENTILE);
        if (value.isPresent() && value.getAsDouble() < HIGHEST_MILLIS) {
          rates.add(step.ratePerSecond());
          millis.add(value.getAsDouble());
          services.add(ramp.service());
          turns.add(ramp.service() + ramp.round());
          if (!order.contains(ramp.service())) {
            order.add(ramp.service());
          }
        }
      }
    }
    List<Object> layers = new ArrayList<>();
    for (double bound : bounds) {
      layers.add(
          map("geom", "hline", "yintercept", bound, "color", "#999999", "linetype", "dashed"));
    }
    layers.add(layer("line", 0.6));
    layers.add(layer("point", 2.0));
    List<Object> scales = new ArrayList<>();
    scales.add(map("aesthetic", "x", "name", "arrivals a second"));
    scales.add(map("aesthetic", "y", "name", "p99, ms from intended arrival", "trans", "log10"));
    scales.add(map("aesthetic", "color", "name", "", "discrete", true, "limits", order));
    return SvgPlot.render(
        map(
            "kind",
            "plot",
            "data",
            map("rate", rates, "millis", millis, "service", services, "turn", turns),
            "mapping",
            map("x", "rate", "y", "millis", "color", "service", "group", "turn"),
            "layers",
            layers,
            "scales",
            scales,
            "ggtitle",
            map(
                "text",
                "The same model and texts over HTTP, the same processors",
                "subtitle",
                "a line a round; dashed: the bounds"),
            "theme",
            map("name", "light"),
            "ggsize",
            map("width", WIDTH, "height", HEIGHT)));
  }

  private static Map<String, Object> layer(String geometry, double size) {
    return map("geom", geometry, "size", size, "tooltips", "none");
  }
}
